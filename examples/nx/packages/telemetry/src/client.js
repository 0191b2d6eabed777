import { openChannel } from '@example/channel';

/** Only eslint.config.js says that this is a socket, and a client. */
export const telemetry = openChannel({ shared: true });
