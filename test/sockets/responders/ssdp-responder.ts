// An SSDP device of npm's node-ssdp. Ends when its input does.
// @ts-expect-error It brings no types.
import { Server as UntypedServer } from 'node-ssdp';

const Server = UntypedServer as new (options: object) => {
  addUSN(name: string): void;
  start(): Promise<void>;
};
const server = new Server({ location: 'http://10.9.0.1/device.xml', suppressRootDeviceAdvertisements: true });
server.addUSN('urn:schemas-example-org:device:Lamp:1');
await server.start();
console.log('ready');
process.stdin.on('end', () => process.exit()).resume();
