'use strict';

/**
 * The other end of a Child: answers its calls one after another with what `methods` give, and ends the process when the
 * parent has gone.
 */
function serve(methods) {
  process.on('message', async ({ id, name, params }) => {
    try {
      process.send({ id, result: await methods[name](...params) });
    } catch (error) {
      process.send({ id, error: error.stack });
    }
  });
  process.on('disconnect', () => process.exit());
}

/** `{ cpuUs, wallUs }` that this process spends while `work()` runs. */
async function measured(work) {
  const cpu = process.cpuUsage();
  const from = process.hrtime.bigint();
  await work();
  const wallUs = Number(process.hrtime.bigint() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: user + system, wallUs };
}

module.exports = { serve, measured };
