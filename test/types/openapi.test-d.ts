import { expectError, expectType } from 'tsd';
import { addIdempotency } from 'onceonly/openapi';
import type { DescribedOperation, OpenApiOptions } from 'onceonly/openapi';

const document = { openapi: '3.1.0' as const, info: { title: 'Orders', version: '1' }, paths: {} };
const options: OpenApiOptions = { required: true, mismatchStatus: 409, resultTTL: 60 };

expectType<typeof document>(addIdempotency(document));
expectType<typeof document>(addIdempotency(document, options));
addIdempotency(document, { methods: ['POST'], extensions: { 'x-fern-idempotent': true } });
addIdempotency(document, {
  include: (about) => {
    expectType<DescribedOperation>(about);
    return about.path.startsWith('/payments') && about.method === 'post';
  },
});
expectError(addIdempotency('{}'));
expectError(addIdempotency(document, { header: 'X' }));
expectError(addIdempotency(document, { mismatchStatus: 400 }));
expectError(addIdempotency(document, { extensions: { deprecated: true } }));
expectError(addIdempotency(document, { include: async () => true }));
