import { Header } from '@nestjs/common';

/** For answers that hold a secret, and for those that are old at once: nobody keeps them (RFC 9111, 5.2.2.5). */
export const NoStore = (): MethodDecorator => Header('Cache-Control', 'no-store');
