import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { start } from './api/session.ts';
import { addressOfLink } from './features/session/old-links.ts';
import { queries } from './api/queries.ts';
import { BASE_PATH } from './api/url.ts';
import { router } from './app/router.ts';
import { theme } from './app/theme.ts';
import { LANGUAGE } from './texts/language.ts';

document.documentElement.lang = LANGUAGE;
const address = addressOfLink(location.hash, BASE_PATH);
if (address) history.replaceState(null, '', address);
void start();

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
