import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../index.ts';

/** In a function, as a template sees what stands at the top. */
const SCRIPT = `function ask(dgram = require('dgram')) {
const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
socket.send('x', 53);
}
ask();
`;

/** Takes the code blocks out of Markdown, as @eslint/markdown does. */
const PROCESSOR: Linter.Processor = {
  meta: { name: 'blocks', version: '1' },
  supportsAutofix: true,
  preprocess: (text) =>
    [...text.matchAll(/```js\n([^]*?)```/gu)].map(([, code = '']) => ({
      text: code,
      filename: '0.js',
    })),
  postprocess: (lists) => lists.flat().map((message) => ({ ...message, line: message.line + 3 })),
};

function lint(text: string, filename: string): string[] {
  const config: Linter.Config[] = [
    {
      files: ['**/*.js', '**/*.vue', '**/*.html'],
      plugins: { sockets: plugin },
      rules: { 'sockets/no-client-reuse-address': 'error' },
      languageOptions: { sourceType: 'commonjs' },
    },
    { files: ['**/*.md'], processor: PROCESSOR },
  ];
  return new Linter({ configType: 'flat' })
    .verify(text, config, { filename, filterCodeBlock: () => true })
    .map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('the message about a processed block', () => {
  it.each([
    ['a code block of Markdown', `# Guide\n\n\`\`\`js\n${SCRIPT}\`\`\`\n`, 'guide.md', '5:51'],
    ['the script of a component, as oxlint hands it over', SCRIPT, 'Component.vue', '2:51'],
    ['the script of a page, as eslint-plugin-html hands it over', SCRIPT, 'page.html', '2:51'],
  ])('names no place in %s', (_what, text, filename, place) => {
    const [message = ''] = lint(text, filename);

    expect(message.startsWith(`${place} `), message).toBe(true);
    expect(message).toContain('it is not bound before send(), so the kernel');
  });

  it('names the place in a file of its own', () => {
    expect(lint(SCRIPT, 'client.js')).toEqual([expect.stringContaining('before send() at 3:1, so')]);
  });
});
