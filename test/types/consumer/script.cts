import express = require('express');
import onceonly = require('onceonly');
import contract = require('onceonly/contract');
import testing = require('onceonly/testing');

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<Actual, Expected>(_: Same<Actual, Expected>): void {}

const app = express();
app.use(
  onceonly.idempotency({
    scope: (req) => {
      same<typeof req, express.Request>(true);
      return req.hostname;
    },
  }),
);
app.post(
  '/payments',
  onceonly.idempotentRoute(async (req, context) => {
    same<typeof req, express.Request>(true);
    same<typeof context, onceonly.OperationContext>(true);
    return 1;
  }),
);
app.post(
  '/orders',
  onceonly.asyncRoute(async (req, res) => {
    const { result } = await req.idempotency.execute(() => ({ at: new Date() }));
    same<typeof result, { at: string }>(true);
    res.json(result);
  }),
);
app.use(onceonly.idempotencyErrors());

const options: onceonly.MiddlewareOptions = { store: testing.testStore() };
export = { app, options, cases: contract.contract(() => new onceonly.MemoryStore()) };
