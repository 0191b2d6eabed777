import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

function judge(port: string): readonly string[] {
  const text = `import * as dgram from 'node:dgram';
    const socket: any = dgram.createSocket({ type: 'udp4', reuseAddr: true });
    function Port(this: any, port: any) { this.port = port; }
    const held: any = new (Port as any)(${port});
    socket.bind(held.port);`;
  const parsed = parseSource(text, 'program.ts');
  return parsed.ok ? analyze(parsed.file).map(({ verdict }) => verdict) : [];
}

describe('the parameter `this` of TypeScript', () => {
  it('takes no argument', () => {
    expect(judge('5353')).toEqual(['listener']);
    expect(judge('0')).toEqual(['client']);
  });
});
