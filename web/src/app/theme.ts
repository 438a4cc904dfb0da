import { createTheme, type MantineColorsTuple } from '@mantine/core';

const indigo: MantineColorsTuple = [
  '#eef0fd',
  '#dce0f8',
  '#b6bef0',
  '#8e9ae8',
  '#6d7ce0',
  '#5a6adb',
  '#4f5fd4',
  '#4353c8',
  '#3a49b0',
  '#2f3d98',
];

const dark: MantineColorsTuple = [
  '#ecedf1',
  '#c3c6d0',
  '#a4a8b4',
  '#7c808c',
  '#3a3d46',
  '#2c2e36',
  '#1e2025',
  '#17181c',
  '#131418',
  '#0e0f12',
];

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 6 },
  colors: { indigo, dark },
  defaultRadius: 6,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 120 },
        centered: false,
        yOffset: '12vh',
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
    Popover: {
      defaultProps: {
        transitionProps: { duration: 100 },
        shadow: 'md',
        withinPortal: true,
        // A keyboard on the screen, or a smaller window, may cover the button that opened it: what is typed into stays.
        hideDetached: false,
      },
    },
    Menu: { defaultProps: { transitionProps: { duration: 100 }, shadow: 'md', withinPortal: true } },
    Tooltip: { defaultProps: { transitionProps: { duration: 80 }, fz: 12, withArrow: false } },
  },
});
