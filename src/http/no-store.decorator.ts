import { Header } from '@nestjs/common';

/** For answers that hold a secret, and for those that are outdated at once: caches don't store them (RFC 9111, 5.2.2.5). */
export const NoStore = (): MethodDecorator => Header('Cache-Control', 'no-store');
