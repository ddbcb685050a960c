'use strict';

// A sandbox of AWS Lambda: loads the function HANDLER (relative to the root), and calls it for each event that is posted. With
// ENDED_AT it is ended at the first line that begins with this word.

const fs = require('node:fs');
const { createServer } = require('node:http');
const path = require('node:path');

const { ENDED_AT, HANDLER } = process.env;

if (ENDED_AT !== undefined) {
  console.log = (line) => {
    fs.writeSync(process.stdout.fd, `${line}\n`);
    if (line.startsWith(ENDED_AT)) process.kill(process.pid, 'SIGKILL');
  };
}

const { handler } = require(path.join(__dirname, '../../..', HANDLER));

const server = createServer(async (req, res) => {
  const event = JSON.parse(Buffer.concat(await req.toArray()));
  res.end(JSON.stringify(await handler(event, { functionName: 'tested' })));
});
server.listen(0, '127.0.0.1', () => {
  console.log(`sandbox at http://127.0.0.1:${server.address().port}`);
});
