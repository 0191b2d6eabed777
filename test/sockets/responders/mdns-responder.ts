// A service that Homebridge's ciao advertises by mDNS. Ends when its input does.
import ciao from '@homebridge/ciao';

const responder = ciao.getResponder();
const service = responder.createService({ name: 'Lamp', type: 'http', port: 8080 });
await service.advertise();
console.log('ready');
process.stdin.on('end', () => process.exit()).resume();
