'use strict';

const { idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');
const { PostgresStore } = require('onceonly/postgres');

/** The app and its store. `Pool` is the one of the package `pg`, `url` a database. */
function createApp({ express, Pool, url }) {
  const pool = new Pool({ connectionString: url });
  const store = new PostgresStore({ pool: new Pool({ connectionString: url }), prefix: 'orders' });
  const app = express();
  app.use(express.json());
  app.use('/orders', idempotency({ store, scope: false, lockTTL: 2 }));
  app.post('/orders', idempotentRoute(placeOrder, { status: 201, required: true }));
  app.get('/orders', async (req, res, next) => {
    try {
      res.json((await pool.query('SELECT id, item FROM orders ORDER BY id')).rows);
    } catch (error) {
      next(error);
    }
  });
  app.use(idempotencyErrors());
  return { app, store, pool };
}

/** One COMMIT stores the order and the response. */
function placeOrder(req, { transaction }) {
  return transaction(async (tx) => {
    const insert = 'INSERT INTO orders (item) VALUES ($1) RETURNING id, item';
    const { rows } = await tx.query(insert, [req.body.item]);
    if (req.get('X-Die') === 'before-commit') process.kill(process.pid, 'SIGKILL');
    return rows[0];
  });
}

/** Makes the tables. Safe at every start. */
async function migrate({ store, pool }) {
  await store.migrate();
  await pool.query('CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY, item text NOT NULL)');
}

module.exports = { createApp, migrate };
