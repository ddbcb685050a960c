import http from 'node:http';
import http2 from 'node:http2';
import { createIdempotency, problemResponse } from 'onceonly/core';
import { idempotentListener } from 'onceonly/http';
import { IdempotencyError } from 'onceonly';

http.createServer(
  idempotentListener(
    async (req, res) => {
      const { result } = await req.idempotency.execute(() => JSON.parse(`${req.rawBody}`));
      res.idempotency?.ttl(60);
      res.end(JSON.stringify(result));
    },
    {
      scope: (req) => req.socket.remoteAddress ?? 'nobody',
      onError: (error, req, res) => res.end(`${error}`),
    },
  ),
);
http2.createServer(
  idempotentListener<http2.Http2ServerRequest, http2.Http2ServerResponse>((req, res) => {
    res.stream.respond();
    return req.stream;
  }),
);

const idempotency = createIdempotency<http.IncomingMessage>({
  mode: 'response',
  scope: (req) => req.socket.remoteAddress ?? 'nobody',
});
const view = { method: 'POST', url: '/', headers: {}, body: {}, route: { path: '/' } };
const { result, headers } = await idempotency.execute(view, () => ({ at: new Date() }));
export const at: string = result.at;
export const told: Record<string, string> = headers;
const reply = await idempotency.respond(view, async ({ signal }) => ({
  status: signal.aborted ? 500 : 201,
  headers: new Headers({ location: '/1' }),
  body: 'text',
}));
export const bytes = reply.cached ? reply.response.body.length : reply.response.body;
const turn = await idempotency.begin(view);
export const settled = turn.cached ? turn : await turn.settle({ status: 204 });
export const { status, body } = problemResponse(new IdempotencyError('LOCK_FAILED'));
// @ts-expect-error
await idempotency.respond(view, () => 'text');
