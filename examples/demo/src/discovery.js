'use strict';

const dgram = require('node:dgram');
const { EventEmitter } = require('node:events');

const SSDP_ADDRESS = '239.255.255.250';
const SSDP_PORT = 1900;

const SEARCH = [
  'M-SEARCH * HTTP/1.1',
  `HOST: ${SSDP_ADDRESS}:${SSDP_PORT}`,
  'MAN: "ssdp:discover"',
  'MX: 2',
  'ST: upnp:rootdevice',
  '',
  '',
].join('\r\n');

/** Finds the devices on the local network: asks once, and emits `device` for each that answers. */
class Discovery extends EventEmitter {
  constructor() {
    super();
    this.socket = dgram.createSocket({
      type: 'udp4',
      reuseAddr: true,
    });
    this.socket.on('message', (reply, remote) => {
      this.emit('device', { address: remote.address, headers: parseHeaders(reply.toString()) });
    });
  }

  search() {
    this.socket.bind(() => {
      this.socket.setMulticastTTL(2);
      this.socket.send(SEARCH, SSDP_PORT, SSDP_ADDRESS);
    });
  }

  stop() {
    this.socket.close();
  }
}

function parseHeaders(reply) {
  return Object.fromEntries(
    reply
      .split('\r\n')
      .slice(1)
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

module.exports = { Discovery };
