'use strict';

module.exports = {
  'no middleware': {
    isUnprotected: true,
    mount(app, { express, charge }) {
      app.use(express.json());
      app.post('/charge', async (req, res) => res.json(await charge(req.body)));
    },
  },
};
