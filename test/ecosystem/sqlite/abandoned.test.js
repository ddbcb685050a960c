'use strict';

const { testAbandoned } = require('../abandoned-message.js');
const { freshFile, onEachLibrary, openHandle, openStore } = require('./libraries.js');

onEachLibrary((library) => {
  describe('a key whose run was abandoned, and a message', () => {
    testAbandoned(() => {
      const path = freshFile();
      const app = openHandle(library, path);
      app.exec('PRAGMA synchronous = FULL');
      return {
        openStore: () => openStore({ database: app }),
        async inTransaction(work) {
          app.exec('BEGIN');
          try {
            const value = await work(app);
            app.exec('COMMIT');
            return value;
          } catch (error) {
            app.exec('ROLLBACK');
            throw error;
          }
        },
      };
    });
  });
});
