import express from 'express';
import { idempotency, idempotencyErrors } from 'onceonly';

const app = express();
app.use(express.json());
app.use(idempotency({ mode: 'response', scope: false })); // with logins: scope: (req) => req.user.id

app.post('/orders', (req, res) => {
  res.status(201).json({ id: crypto.randomUUID(), item: req.body.item });
});

app.use(idempotencyErrors());
app.listen(3000);
