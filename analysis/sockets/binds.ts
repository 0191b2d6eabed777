import type { MethodRole } from '../apis/description.ts';
import { isReadOfNothing } from '../dataflow/empty-reads.ts';
import type { Engine } from '../dataflow/engine.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { readArgument, readProperty } from './arguments.ts';
import type { Bind, Ground } from './judgement.ts';
import type { MethodCall } from './made-socket.ts';
import { readBindPort } from './ports.ts';
import type { PortReading } from './ports.ts';

/** What a call of a method says of the port that it binds a socket to; nothing where it binds none. */
export function readBind(engine: Engine, event: MethodCall, role: MethodRole): readonly Bind[] {
  const method = role.bind.find(({ name }) => name === event.name);
  if (!method) {
    return [];
  }
  const port = readBindPort(engine, event, method);
  if (isWithoutPort(port)) {
    return [];
  }
  const { exclusiveProperty: property } = method;
  const isShareable = property !== undefined && !isExclusive(engine, event, method.port.argument, property);
  return [{ event, port, shareable: isShareable ? property : undefined }];
}

/** Why nothing binds or uses a socket: nothing is called that would, or what would give its port throws before. */
export function explainIdle(engine: Engine, calls: readonly MethodCall[], role: MethodRole): Ground {
  const interrupted = calls.find((call) => {
    const method = role.bind.find(({ name }) => name === call.name);
    return method !== undefined && isWithoutPort(readBindPort(engine, call, method));
  });
  return interrupted ? { kind: 'interrupted', name: interrupted.name, site: interrupted } : { kind: 'idle' };
}

/** Reading a property of `undefined` throws. */
function isWithoutPort({ values }: PortReading): boolean {
  return values !== undefined && isReadOfNothing(values);
}

/** Whether every object that a bind may be given says that it is exclusive. */
function isExclusive(engine: Engine, event: MethodCall, argument: number, property: string): boolean {
  const whole = readArgument(engine, event, event.args, { argument });
  const objects = whole.values.values.filter((value) => isHeapValue(value) && value.kind !== 'function');
  if (whole.isMissing || objects.length === 0 || objects.length < whole.values.values.length) {
    return false;
  }
  const { values } = readProperty(engine, event, argument, property).values;
  return values.length > 0 && values.every((value) => value.kind === 'constant' && value.value === true);
}
