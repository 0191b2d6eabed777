import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  bindDatagram,
  connect,
  connectDatagram,
  connectFrom,
  joinMulticast,
  listen,
  type BindDatagramOptions,
  type ConnectDatagramOptions,
  type ConnectOptions,
  type ListenOptions,
  type MulticastOptions,
  type RequestOptions,
} from '../../sockets/index.ts';

const FORBIDDEN = ['reuseAddr', 'reuseAddress', 'reusePort', 'localAddress', 'localPort', 'handle'] as const;

type Client = [name: string, open: (options: object) => Promise<unknown>];
const CLIENTS: Client[] = [
  ['connect', (options) => connect('127.0.0.1:1', options)],
  ['connectFrom', (options) => connectFrom({ address: '127.0.0.1' }, '127.0.0.1:1', options)],
  ['connectDatagram', (options) => connectDatagram('127.0.0.1:1', options)],
];

describe.each(CLIENTS)('%s', (name, open) => {
  it.each(FORBIDDEN)('throws a TypeError that names %s', async (option) => {
    const message = `${name}() takes no option '${option}': `;
    await expect(open({ [option]: true })).rejects.toThrow(TypeError);
    await expect(open({ [option]: true })).rejects.toThrow(message);
    await expect(open({ [option]: undefined })).rejects.toThrow(message);
    await expect(open(Object.create({ [option]: true }) as object)).rejects.toThrow(message);
  });

  it('throws a TypeError for an option that it does not have', async () => {
    await expect(open({ timeout: 5 })).rejects.toThrow(`${name}() has no option 'timeout'`);
  });
});

describe('other functions', () => {
  it.each<Client>([
    ['listen', (options) => listen('127.0.0.1:0', options)],
    ['bindDatagram', (options) => bindDatagram('127.0.0.1:0', options)],
    ['joinMulticast', (options) => joinMulticast('239.1.1.1', 5000, options)],
  ])('%s takes no reuseAddr either', async (name, open) => {
    await expect(open({ reuseAddr: true })).rejects.toThrow(`${name}() has no option 'reuseAddr'`);
  });

  it('bindDatagram and joinMulticast take no reusePort', async () => {
    const options = { reusePort: true };
    // As plain JavaScript would; the types forbid it.
    await expect(bindDatagram('127.0.0.1:0', options as object)).rejects.toThrow(TypeError);
    await expect(joinMulticast('239.1.1.1', 5000, options as object)).rejects.toThrow(TypeError);
  });
});

describe('types', () => {
  it('a client cannot be given what belongs to a listener', () => {
    for (const option of FORBIDDEN)
      expectTypeOf<ConnectOptions>().toHaveProperty(option).toEqualTypeOf<undefined>();
    expectTypeOf<{ reuseAddr: boolean }>().not.toExtend<ConnectOptions>();
    expectTypeOf<{ reusePort: true }>().not.toExtend<ConnectOptions>();
    expectTypeOf<{ localPort: number }>().not.toExtend<ConnectOptions>();
    expectTypeOf<{ localAddress: string }>().not.toExtend<ConnectOptions>();
    // Not even in an object that is no literal, beside an option that exists.
    expectTypeOf<{ timeoutMs: number; reuseAddr: boolean }>().not.toExtend<ConnectOptions>();
    expectTypeOf<{ timeoutMs: number; reuseAddr: boolean }>().not.toExtend<ConnectDatagramOptions>();
    expectTypeOf<{ timeoutMs: number; reusePort: boolean }>().not.toExtend<ConnectDatagramOptions>();
    expectTypeOf<{ timeoutMs: number; localPort: number }>().not.toExtend<ConnectDatagramOptions>();
    expectTypeOf<{ timeoutMs: number; localAddress: string }>().not.toExtend<ConnectDatagramOptions>();
    expectTypeOf<{ timeoutMs: number }>().toExtend<ConnectOptions>();
  });

  it('the functions take these options and no others', () => {
    expectTypeOf(connect).parameter(1).toEqualTypeOf<ConnectOptions | undefined>();
    expectTypeOf(connectFrom).parameter(2).toEqualTypeOf<ConnectOptions | undefined>();
    expectTypeOf(connectDatagram).parameter(1).toEqualTypeOf<ConnectDatagramOptions | undefined>();
    expectTypeOf<ListenOptions>().toHaveProperty('reusePort');
    expectTypeOf<keyof ListenOptions & 'reuseAddr'>().toBeNever();
    expectTypeOf<keyof BindDatagramOptions & ('reuseAddr' | 'reusePort')>().toBeNever();
    expectTypeOf<keyof MulticastOptions & ('reuseAddr' | 'reusePort')>().toBeNever();
    expectTypeOf<keyof RequestOptions>().toEqualTypeOf<'signal' | 'timeoutMs' | 'match'>();
  });
});
