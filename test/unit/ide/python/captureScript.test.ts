// Functions that can be captured, and the script for one.
import { expect, test } from 'vitest'
import { findCapturable, writeCaptureScript } from '../../../../server/src/ide/python/captureScript'
import { captureHeader } from '../../../../server/src/protocol/capture'

const text = `import jax

@jax.jit
def step(params, /, x: "a=b", y: dict[str, int] = {}, *, rng, scale=1.0, **rest):
    def inner(z): ...
    return inner(x)

class Model:
    def call(self, x): ...

fast: Step = jax.jit(step, static_argnums=(0,))
slow = partial(step, 1)
`
const at = (anchor: string): string => {
  const line = text.slice(0, text.indexOf(anchor)).split('\n').length - 1
  const found = findCapturable(text, line)
  return found === undefined ? 'none' : `${found.name} ${found.positional.join()} ${found.keywords.join()}`
}

test('functions of the module and what jit makes of them can be captured, inner functions and methods not', () => {
  expect(at('@jax.jit')).toBe('step params,x rng')
  expect(at('def step')).toBe('step params,x rng')
  expect(at('def inner')).toBe('none')
  expect(at('return inner')).toBe('none')
  expect(at('class Model')).toBe('none')
  expect(at('def call')).toBe('none')
  expect(at('fast: Step')).toBe('fast params,x rng')
  expect(at('slow =')).toBe('none')
})

test('a script imports the function, asks for its arguments and writes the model beside itself', () => {
  const found = findCapturable(text, 2)
  if (found === undefined) throw new Error('no function')
  const { script, argumentsLine } = writeCaptureScript(found, {
    module: 'src.layers',
    file: 'layers.py',
    folders: ['..'],
  })
  const lines = script.split('\n')
  expect(captureHeader.exec(lines[0] ?? '')?.[1]).toBe('step.mlir')
  expect(lines[argumentsLine]).toBe('    "params": ...,')
  expect(script).toContain('for folder in [".."]]')
  expect(script).toContain('from src.layers import step as function')
  expect(script).toContain('for name in ["rng"]}')
  expect(script).toContain('as_text(debug_info=True)')
})
