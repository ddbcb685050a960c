'use strict';

const path = require('node:path');
const multer = require('multer');
const { createStore, idempotency, idempotencyErrors } = require('onceonly');
const { Contacts } = require('../contacts');
const { authenticate, sendError } = require('../middleware');

/** Builds the app. Uploads are kept in `folder`. */
function createApp({ express = require('express'), folder }) {
  const contacts = new Contacts();
  const { REDIS_URL: redis } = process.env;
  const store = createStore(redis === undefined ? {} : { redis });
  const upload = multer({ limits: { fileSize: 1024 * 1024 } });

  const app = express();
  app.use(authenticate);
  app.use(express.json());
  app.use('/contacts/:id/photo', upload.single('photo'));
  app.use(idempotency({ mode: 'response', store, scope: (req) => req.user }));

  app.get('/contacts', (req, res) => {
    res.json(contacts.all(req.user));
  });

  app.post('/contacts', (req, res) => {
    const contact = contacts.add(req.user, req.body);
    res.status(201).location(`/contacts/${contact.id}`).json(contact);
  });

  app.get('/contacts/:id', (req, res) => {
    res.json(contacts.get(req.user, req.params.id));
  });

  app.patch('/contacts/:id', (req, res) => {
    res.json(contacts.change(req.user, req.params.id, req.body));
  });

  app.delete('/contacts/:id', (req, res) => {
    contacts.remove(req.user, req.params.id);
    res.sendStatus(204);
  });

  app.post('/contacts/:id/photo', (req, res, next) => {
    const { id } = contacts.get(req.user, req.params.id);
    const photo = contacts.addPhoto(req.user, id, req.file.originalname);
    photo.save(folder, req.file.buffer).then(() => {
      res.status(201).location(`/contacts/${id}/photo`).json({ number: photo.number });
    }, next);
  });

  app.get('/contacts/:id/photo', (req, res) => {
    const { file, name } = contacts.photo(req.user, req.params.id);
    res.download(path.join(folder, file), name);
  });

  app.post('/contacts/export', (req, res) => {
    res.attachment(`contacts-${contacts.nextExport()}.csv`);
    res.send(contacts.toCsv(req.user));
  });

  app.use(idempotencyErrors());
  app.use(sendError);
  return app;
}

module.exports = { createApp };
