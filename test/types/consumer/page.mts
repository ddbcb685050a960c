import { IdempotencyClientError, idempotentFetch, operation } from 'onceonly/client';

const op = operation({ storage: sessionStorage, name: 'new-agent' });
const photo: File = new File([], 'a.png');
const request = new Request('/api/agents', { method: 'POST', credentials: 'include' });
idempotentFetch(request, { body: () => photo.stream(), keepalive: true }).catch(
  (error: IdempotencyClientError) => error.discard?.(),
);
export const key: string | undefined = op.key;
