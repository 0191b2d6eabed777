import { describe, expect, it } from 'vitest';
import { findTemplateNames } from '../../../analysis/index.ts';

const SCRIPT =
  '<script setup lang="ts" generic="T extends Array<string>">\nconst hidden = 1 < 2;\n</script>\n';

describe('findTemplateNames', () => {
  it.each([
    ['an expression', '<template><p>{{ socket.a }}</p></template>'],
    ['a handler', '<template><p @click="socket.bind(1)"/></template>'],
    ['a shorthand', '<template><p :socket/></template>'],
    ['a shorthand of Svelte', '<p {socket}/>'],
    ['a difference', '<template>{{ a-socket }}</template>'],
    ['a template of another language', '<template lang="pug">\np {{ socket }}\n</template>'],
    ['a style', '<style>p { color: v-bind(socket) }</style>'],
    ['a store', '<p>{$socket}</p>'],
    ['the name of a reference', '<template><p ref="socket"/></template>'],
    ['a tag', '<template><socket/></template>'],
  ])('finds a name in %s', (_what, template) => {
    const names = findTemplateNames(SCRIPT + template);
    expect(names?.has('socket')).toBe(true);
    expect(names?.has('hidden')).toBe(false);
  });

  it('finds names in the forms in which they are looked up', () => {
    const names = findTemplateNames(`${SCRIPT}<template><my-button v-grab-focus/></template>`);
    expect(['myButton', 'MyButton', 'vGrabFocus'].filter((name) => names?.has(name))).toHaveLength(3);
  });

  it.each([
    ['no template', 'const socket = 1;'],
    ['entities', `${SCRIPT}<template><p @click="&#115;ocket.bind(1)"/></template>`],
    ['escapes', `${SCRIPT}<template>{{ \\u0073ocket }}</template>`],
    ['the instance itself', `${SCRIPT}<template>{{ $.setupState }}</template>`],
    ['a template elsewhere', `${SCRIPT}<template src="./page.html"></template>`],
    ['a tag in a comment', `<!-- <script> --><p>{{ socket }}</p>${SCRIPT}`],
    ['a tag in a comment behind', `${SCRIPT}<!-- <script> --><p>{{ socket }}</p>`],
  ])('knows nothing where there is %s', (_what, text) => {
    expect(findTemplateNames(text)).toBeUndefined();
  });
});
