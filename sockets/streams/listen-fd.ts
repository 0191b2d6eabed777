import cluster from 'node:cluster';
import { fstatSync } from 'node:fs';
import type { FdAddress } from '../addresses/address.ts';
import { fromPath } from '../addresses/endpoint.ts';
import { readUnixSockets } from '../unix/unix-socket-table.ts';
import { findListeningDescriptor } from './inherited-socket.ts';
import type { ListeningServer } from './listening-server.ts';
import { openServer } from './open-server.ts';
import { findDescriptor, takeDescriptor } from './socket-activation.ts';

/**
 * Listens on a descriptor that is open already. In a cluster worker Node.js takes the number for one of the primary's, which
 * nobody can look at here.
 * @throws {SocketError} `descriptor`, and `bind` for what listen(2) says.
 */
export async function listenFd(server: ListeningServer, local: FdAddress, backlog?: number): Promise<void> {
  const fd = cluster.isWorker ? findDescriptor(local) : findListeningDescriptor(local);
  // With a descriptor Node.js reads the backlog from the second argument only.
  await openServer(server, () => server.listen({ fd }, backlog), local);
  if (cluster.isWorker) {
    return;
  }
  takeDescriptor(fd);
  if (server.address() !== null) {
    return;
  }
  const { ino } = fstatSync(fd);
  const path = readUnixSockets()?.find(({ inode }) => inode === ino)?.path;
  if (path !== undefined) {
    server.unixEndpoint = fromPath(path.replace(/^@/u, '\0'));
  }
}
