'use strict';

const { IdempotencyHandler } = require('onceonly');

const mails = new IdempotencyHandler({
  redis: process.env.REDIS_URL,
  prefix: 'mails',
  operationTimeoutMs: 20_000,
  resultTTL: 5 * 24 * 3600, // the queue keeps messages for 4 days
});

function sendMail({ to }, effectId) {
  if (!to.includes('@')) throw new Error(`${to} is no address.`);
  console.log(`sent ${effectId} to ${to}`);
  return { to };
}

/** SQS delivers a message again that is named in the answer. The queue's trigger has ReportBatchItemFailures. */
exports.handler = async ({ Records }) => {
  const batchItemFailures = [];
  async function take({ messageId, body }) {
    const mail = JSON.parse(body);
    try {
      await mails.execute(messageId, mail, ({ effectId }) => sendMail(mail, effectId));
    } catch (error) {
      console.error(`${messageId}: ${error.code ?? error.message}`);
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  await Promise.all(Records.map(take));
  return { batchItemFailures };
};
