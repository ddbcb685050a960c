'use strict';

const figures = require('../figures');
const { atMost, reach } = require('./goals');

/** begin + complete against the same commands on other clients. */
function storeTargets(part) {
  const against = (width, field, label, peer, goal) => {
    const row = part.rows.find((each) => each.width === width);
    const ratio = figures.ratioOf(figures.fieldOf(row, field), 'onceonly', peer);
    const what = `begin + complete, ${width} in flight: ${label} against ${peer}`;
    return reach(what, goal, ratio);
  };
  return [
    against(32, 'cpuUs', 'CPU of the Node process', 'ioredis, same commands', atMost(0.2)),
    against(32, 'cpuUs', 'CPU of the Node process', 'net.Socket, same commands', atMost(1)),
    against(1, 'p50Us', 'p50 latency', 'ioredis, same commands', atMost(0.85)),
  ];
}

module.exports = { storeTargets };
