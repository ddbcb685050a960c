import { IdempotencyHandler, idempotency, idempotentRoute } from 'onceonly';

// A job, and a framework whose types are its own.
interface Incoming {
  tenant: string;
}
export const jobs = new IdempotencyHandler({ lockTTL: 5 });
export const job = jobs.execute('key', {}, async () => ({ at: new Date() }));
export const text: Promise<string> = job.then(({ result }) => result.at);
export const middleware = idempotency({ scope: (req: Incoming) => req.tenant });
export const route = idempotentRoute(async (req: Incoming) => req.tenant);
