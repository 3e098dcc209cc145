// The reader of Python text: headers, decorators, bodies; strings, comments and brackets that look like them.
import { expect, test } from 'vitest'
import { namesAround, readPythonScopes } from '../../../../server/src/ide/python/readScopes'

const text = `import jax
'''
def in_a_string(): pass
'''
# def in_a_comment(): pass
@jax.jit
@partial(
    jax.jit, static_argnums=(0,))
def step(params, x: "f(a)" = ')', *, scale=(1, 2),
         y=None):  # comment
    def inner(z):
\treturn z
    return inner(x)

async def fetch[T](a): return a
class Model(nn.Module):

    def __call__(self, x):
        text = """
def no(): pass
"""
        return \\
x
value = [
  1]
`

test('functions and classes have their lines, parents and parameters', () => {
  const scopes = readPythonScopes(text)
  const rows = scopes.map(
    ({ kind, name, parent, first, header, end, parameters }) =>
      `${kind} ${name} in ${parent} lines ${first} ${header} ${end} (${parameters})`,
  )
  expect(rows).toEqual([
    `function step in -1 lines 5 8 13 (params, x: "f(a)" = ')', *, scale=(1, 2),          y=None)`,
    'function inner in 0 lines 10 10 12 (z)',
    'function fetch in -1 lines 14 14 15 (a)',
    'class Model in -1 lines 15 15 23 (nn.Module)',
    'function __call__ in 3 lines 17 17 23 (self, x)',
  ])
  expect(namesAround(scopes, 11)).toEqual(['inner', 'step'])
  expect(namesAround(scopes, 12)).toEqual(['step'])
  expect(namesAround(scopes, 22)).toEqual(['__call__', 'Model'])
  expect(namesAround(scopes, 23)).toEqual([])
})

test('line breaks of every kind, a byte order mark and names in other alphabets', () => {
  const names = (source: string): string[] => readPythonScopes(source).map(({ name, first }) => `${first} ${name}`)
  expect(names('\uFEFFdef a():\r\n  pass\r\n\r\ndef größe(x):\r\n  pass')).toEqual(['0 a', '3 größe'])
})

test('half-typed text loses no function that follows', () => {
  const names = (source: string): string[] => readPythonScopes(source).map(({ name }) => name)
  expect(names('def a(x, (:\n  y = [1,\ndef b():\n  pass')).toEqual(['a', 'b'])
  expect(names("x = 'open\ndef b(): pass")).toEqual(['b'])
  expect(names('def ')).toEqual([])
})

test('no prefix of a text makes it throw or run on', () => {
  for (let end = 0; end <= text.length; end++) {
    const scopes = readPythonScopes(text.slice(0, end))
    expect(scopes.every(({ first, header, end: last }) => first <= header && header <= last)).toBe(true)
  }
})
