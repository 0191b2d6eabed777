'use strict';

const http = require('node:http');
const { Discovery } = require('./discovery.js');

const devices = new Map();
const discovery = new Discovery();
discovery.on('device', ({ address, headers }) => devices.set(address, headers.server));

/** Node sets SO_REUSEADDR on every TCP listener by itself; several processes may also share its port. */
const server = http.createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(Object.fromEntries(devices)));
});

server.listen({ port: Number(process.env.PORT ?? 8080), reusePort: process.platform === 'linux' }, () => {
  discovery.search();
  setInterval(() => discovery.search(), 60_000).unref();
});
