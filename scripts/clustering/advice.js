'use strict';

const PAY =
  "curl -s -X POST http://127.0.0.1:3000/api/payments/charge -H 'Idempotency-Key: order-1' " +
  `-H 'Content-Type: application/json' -d '{"amount":2500,"customerId":"cus_1","currency":"eur"}'`;

/**
 * How to use and to break a cluster, in lines to copy.
 * @param {{ port: number, pid: number }[]} nodes  The first three are the primaries.
 */
function adviceOn(nodes) {
  const [first, second] = nodes;
  const replica = nodes[3];
  const list = nodes.map(({ port, pid }) => `  port ${port}, process ${pid}`);
  return `
Redis Cluster, three primaries and then three replicas:
${list.join('\n')}

See who is what, with ids: redis-cli -p ${first.port} cluster nodes
Pay, and pay again:        ${PAY}
Kill a primary:            kill -9 ${second.pid}
Freeze one, and thaw it:   kill -STOP ${first.pid}; sleep 10; kill -CONT ${first.pid}
Fail over by hand:         redis-cli -p ${replica.port} cluster failover
Move slots:                redis-cli --cluster rebalance 127.0.0.1:${first.port} --cluster-weight ID=2

A key of a dead primary gets 503 until its replica is promoted, about four seconds. Other keys go on.
Ctrl-C ends all of it.
`;
}

module.exports = { adviceOn };
