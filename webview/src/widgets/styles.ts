// Inline styles under a strict content security policy: set one by one through the style object, never as an attribute.
import { noChange } from 'lit-html'
import type { ElementPart } from 'lit-html/directive.js'
import { Directive, directive } from 'lit-html/directive.js'

export type Styles = Readonly<Record<string, string | number>>

class StylesDirective extends Directive {
  private previous: Styles = {}

  override render(_styles: Styles): unknown {
    return noChange
  }

  override update({ element }: ElementPart, [styles]: [Styles]): unknown {
    const { style } = element as HTMLElement // also of SVG: both have a style
    for (const name of Object.keys(this.previous)) if (!(name in styles)) style.removeProperty(name)
    for (const [name, value] of Object.entries(styles)) {
      if (this.previous[name] !== value) style.setProperty(name, String(value))
    }
    this.previous = styles
    return noChange
  }
}

/** Stands in the tag: `<b ${styles({ width: '4px', '--c': 'var(--ax1)' })}>`. */
export const styles = directive(StylesDirective)
