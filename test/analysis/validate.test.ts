import { describe, expect, it } from 'vitest';
import { SOCKET_APIS } from '../../analysis/apis/index.ts';
import { ApiDescriptionError, validateSettings } from '../../analysis/apis/validate.ts';
import { readChannelSettings } from './channel-apis.ts';

const OPTION = {
  name: 'shared',
  at: { in: 'maker', argument: 0, property: ['shared'] },
  sets: 'SO_REUSEADDR',
  enabledBy: 'truthy',
  remedy: 'remove',
};
const MAKING = { by: 'making', port: { argument: 0, property: ['port'] }, whenMissing: 'ephemeral' };
const METHODS = { by: 'methods', bind: [{ name: 'bind', port: { argument: 0 } }], use: ['send'], chain: [] };
const MAKER = { path: ['openChannel'], form: 'call', options: [OPTION], role: MAKING };
const API = { id: 'channel', modules: ['./channel.js'], makers: [MAKER] };

/** JSON cannot show it. */
const CIRCULAR: Record<string, unknown> = {};
CIRCULAR['self'] = CIRCULAR;

const withMaker = (changes: object) => [{ ...API, makers: [{ ...MAKER, ...changes }] }];
const withOption = (changes: object) => withMaker({ options: [{ ...OPTION, ...changes }] });
const withRole = (role: unknown) => withMaker({ role });

describe('validateSettings', () => {
  it.each<[what: string, apis: unknown]>([
    ['no API at all', []],
    ['an API with what must be there', [API]],
    ['globals in place of modules', [{ ...API, modules: undefined, globals: ['Channels'] }]],
    ['the module itself as what is called', withMaker({ path: [] })],
    ['a call that is meant with one value only', withMaker({ when: { argument: 0, value: 'udp' } })],
    ['a method of any receiver', withMaker({ isMethod: true })],
    ['calls that make listeners', [{ ...API, listeners: [['createServer'], []] }]],
    ['an option in a call of a method', withOption({ at: { in: 'method', method: 'bind', argument: 1 } })],
    ['an option that is assigned', withOption({ at: { in: 'assignment', property: ['_shared'] } })],
    [
      'an option with all that can be said',
      withOption({ note: 'n', harm: 'h', hasNoEffect: true, forcesExclusiveBind: false }),
    ],
    ['sockets that only send', withRole({ by: 'api', because: 'only sends' })],
    ['sockets with methods', withRole(METHODS)],
    [
      'sockets that are adopted',
      withRole({
        ...MAKING,
        adopts: [{ argument: 0 }],
        adoption: { connect: ['connect'], property: 'handle', listen: [] },
      }),
    ],
    ['the file that the other tests use', readChannelSettings().apis],
    ['every API that comes with the package', SOCKET_APIS],
  ])('takes %s', (_what, apis) => {
    expect(() => {
      validateSettings({ apis }, 'sockets');
    }).not.toThrow();
  });

  it.each<[message: string, apis: unknown]>([
    ['sockets.apis is "channel": expected a list.', 'channel'],
    ['sockets.apis is an object: expected a list.', { id: 'channel' }],
    ['sockets.apis[0] is null: expected an object.', [null]],
    ['sockets.apis[0] is a list: expected an object.', [[]]],
    ['sockets.apis[1] is "channel": expected an object.', [API, 'channel']],
    ['sockets.apis[0].id is missing: expected a text.', [{ ...API, id: undefined }]],
    ['sockets.apis[0].id is "": expected a text.', [{ ...API, id: '' }]],
    ['sockets.apis[0].id is 1: expected a text.', [{ ...API, id: 1n }]],
    ['sockets.apis[0].id is an object: expected a text.', [{ ...API, id: CIRCULAR }]],
    ['sockets.apis[1].id is 5: expected a text.', [API, { ...API, id: 5 }]],
    ['sockets.apis[0].modules is "./channel.js": expected a list.', [{ ...API, modules: './channel.js' }]],
    ['sockets.apis[0].modules[1] is null: expected a text.', [{ ...API, modules: ['./channel.js', null] }]],
    [
      'sockets.apis[0].module is not known: expected one of id, modules, globals, makers, listeners, mentions, source.',
      [{ id: 'channel', module: './channel.js', makers: [MAKER] }],
    ],
    [
      'sockets.apis[0] names neither modules nor globals: nothing could be found by it.',
      [{ id: 'channel', makers: [MAKER] }],
    ],
    ['sockets.apis[0].modules is a list: expected a list that is not empty.', [{ ...API, modules: [] }]],
    ['sockets.apis[0].makers is missing: expected a list.', [{ ...API, makers: undefined }]],
    ['sockets.apis[0].makers is a list: expected a list that is not empty.', [{ ...API, makers: [] }]],
    ['sockets.apis[0].makers[0] is true: expected an object.', [{ ...API, makers: [true] }]],
    ['sockets.apis[0].makers[0].path is "openChannel": expected a list.', withMaker({ path: 'openChannel' })],
    ['sockets.apis[0].makers[0].path[1] is 1: expected a text.', withMaker({ path: ['open', 1] })],
    [`sockets.apis[0].makers[0].form is "method": expected 'call' or 'new'.`, withMaker({ form: 'method' })],
    [`sockets.apis[0].makers[0].form is missing: expected 'call' or 'new'.`, withMaker({ form: undefined })],
    ['sockets.apis[0].makers[0].isMethod is "yes": expected true or false.', withMaker({ isMethod: 'yes' })],
    [
      'sockets.apis[0].makers[0].when.value is missing: expected a text.',
      withMaker({ when: { argument: 0 } }),
    ],
    [
      'sockets.apis[0].makers[0].options is a list: expected a list that is not empty.',
      withMaker({ options: [] }),
    ],
    [
      'sockets.apis[0].makers[0].options[0].name is missing: expected a text.',
      withOption({ name: undefined }),
    ],
    [
      'sockets.apis[0].makers[0].options[0].at is "shared": expected an object.',
      withOption({ at: 'shared' }),
    ],
    [
      `sockets.apis[0].makers[0].options[0].at.in is "call": expected 'maker' or 'method' or 'assignment'.`,
      withOption({ at: { in: 'call', argument: 0 } }),
    ],
    [
      'sockets.apis[0].makers[0].options[0].at.argument is -1: expected the index of an argument, from 0.',
      withOption({ at: { in: 'maker', argument: -1 } }),
    ],
    [
      'sockets.apis[0].makers[0].options[0].at.argument is "0": expected the index of an argument, from 0.',
      withOption({ at: { in: 'maker', argument: '0' } }),
    ],
    [
      'sockets.apis[0].makers[0].options[0].at.method is missing: expected a text.',
      withOption({ at: { in: 'method', argument: 0 } }),
    ],
    [
      'sockets.apis[0].makers[0].options[0].at.property is a list: expected a list that is not empty.',
      withOption({ at: { in: 'assignment', property: [] } }),
    ],
    ['sockets.apis[0].makers[0].options[0].sets is null: expected a text.', withOption({ sets: null })],
    [
      `sockets.apis[0].makers[0].options[0].enabledBy is "yes": expected 'truthy' or 'true'.`,
      withOption({ enabledBy: 'yes' }),
    ],
    [
      'sockets.apis[0].makers[0].options[0].enabledBy is true: expected an object.',
      withOption({ enabledBy: true }),
    ],
    [
      'sockets.apis[0].makers[0].options[0].enabledBy.bits is -1: expected a whole number above 0.',
      withOption({ enabledBy: { bits: -1, constants: [] } }),
    ],
    [
      `sockets.apis[0].makers[0].options[0].remedy is "delete": expected 'remove' or 'explicit-false' or 'report'.`,
      withOption({ remedy: 'delete' }),
    ],
    ['sockets.apis[0].makers[0].options[0].note is 1: expected a text.', withOption({ note: 1 })],
    [
      'sockets.apis[0].makers[0].options[0].hasNoEffect is "yes": expected true or false.',
      withOption({ hasNoEffect: 'yes' }),
    ],
    ['sockets.apis[0].makers[0].role is missing: expected an object.', withRole(undefined)],
    [
      `sockets.apis[0].makers[0].role.by is "port": expected 'api' or 'making' or 'methods'.`,
      withRole({ by: 'port' }),
    ],
    ['sockets.apis[0].makers[0].role.because is missing: expected a text.', withRole({ by: 'api' })],
    [
      `sockets.apis[0].makers[0].role.whenMissing is missing: expected 'ephemeral' or 'explicit'.`,
      withRole({ by: 'making', port: { argument: 0 } }),
    ],
    [
      'sockets.apis[0].makers[0].role.port.argument is missing: expected the index of an argument, from 0.',
      withRole({ ...MAKING, port: {} }),
    ],
    [
      'sockets.apis[0].makers[0].role.use is missing: expected a list.',
      withRole({ ...METHODS, use: undefined }),
    ],
    [
      'sockets.apis[0].makers[0].role.bind[0].name is missing: expected a text.',
      withRole({ ...METHODS, bind: [{ port: { argument: 0 } }] }),
    ],
    [
      'sockets.apis[0].makers[0].role.bind[0].port is 0: expected an object.',
      withRole({ ...METHODS, bind: [{ name: 'bind', port: 0 }] }),
    ],
  ])('says: %s', (message, apis) => {
    const error = catchError(() => {
      validateSettings({ apis }, 'sockets');
    });

    expect(error).toBeInstanceOf(ApiDescriptionError);
    expect(error).toHaveProperty('message', message);
  });

  it.each<[message: string, settings: unknown]>([
    ['sockets is null: expected an object.', null],
    ['sockets is "apis": expected an object.', 'apis'],
    ['sockets is a list: expected an object.', [API]],
    ['sockets.api is not known: expected one of apis, project.', { api: [API] }],
    [
      'sockets.project is "all": expected true, false, or an object with root, maxFiles and maxBytes.',
      { project: 'all' },
    ],
    [
      'sockets.project is a list: expected true, false, or an object with root, maxFiles and maxBytes.',
      { project: [] },
    ],
    ['sockets.project.root is "": expected a text.', { project: { root: '' } }],
    ['sockets.project.maxFiles is 0: expected a whole number above 0.', { project: { maxFiles: 0 } }],
    ['sockets.project.maxBytes is "1k": expected a whole number above 0.', { project: { maxBytes: '1k' } }],
    [
      'sockets.project.files is not known: expected one of root, maxFiles, maxBytes.',
      { project: { files: 2 } },
    ],
  ])('says: %s', (message, settings) => {
    expect(() => {
      validateSettings(settings, 'sockets');
    }).toThrow(message);
  });

  it.each([true, false, {}, { root: '/srv/app', maxFiles: 10, maxBytes: 1000 }])(
    'takes a project of %o',
    (project) => {
      expect(() => {
        validateSettings({ project }, 'sockets');
      }).not.toThrow();
    },
  );

  it('takes settings that say nothing', () => {
    expect(() => {
      validateSettings({}, 'sockets');
    }).not.toThrow();
  });

  it('names what is known where something is not', () => {
    const apis = withRole({ ...METHODS, listens: [] });

    expect(() => {
      validateSettings({ apis }, 'settings.sockets');
    }).toThrow(
      /^settings\.sockets\.apis\[0\]\.makers\[0\]\.role\.listens is not known: expected one of by, bind, /,
    );
  });
});

function catchError(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
