import { applyDecorators, SetMetadata } from '@nestjs/common';
import { INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { ApiHeader } from '@nestjs/swagger';
import { Raises } from '../http/raises.decorator.js';
import { IdempotencyKeyInUse, IdempotencyKeyReused } from './idempotency.errors.js';
import { IdempotencyInterceptor, KEY, SECRETS, TRANSACTION } from './idempotency.interceptor.js';

/**
 * Lets a POST be repeated safely: with the same `Idempotency-Key` it runs once and is answered twice. Where it takes a
 * file, its service does by `IdempotentUploads`.
 * @param transaction where the handler's service begins; `shared` for `@Transactional(SHARED)`
 * @param secrets the members of the answer that are shown once: they aren't stored, and the second answer
 *   lacks them
 */
export const Idempotent = (
  transaction: 'tenant' | 'shared' = 'tenant',
  { secrets = [] }: { secrets?: string[] } = {},
): MethodDecorator =>
  applyDecorators(
    SetMetadata(TRANSACTION, transaction),
    SetMetadata(SECRETS, secrets),
    outermost,
    Raises(IdempotencyKeyReused, IdempotencyKeyInUse),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      schema: { type: 'string', pattern: KEY.source },
      description:
        'A key of your own, 1 to 255 printable ASCII characters, new for each change. Repeated within 24 hours with the ' +
        'same body or file, the call changes nothing and gets the first answer again, with ' +
        '`Idempotency-Replayed: true`' +
        (secrets.length > 0 ? `, without \`${secrets.join('`, `')}\`.` : '.'),
    }),
  );

/** `UseInterceptors` would put it around those that stand below it only. */
const outermost: MethodDecorator = (_target, _name, descriptor) => {
  const handler = descriptor.value as object;
  const others = (Reflect.getMetadata(INTERCEPTORS_METADATA, handler) ?? []) as unknown[];
  Reflect.defineMetadata(INTERCEPTORS_METADATA, [IdempotencyInterceptor, ...others], handler);
};
