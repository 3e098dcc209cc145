// Model text without the names that JAX gives: what structure alone must tell.

/** Locations are left out, so that arguments have no paths and operations no scopes. */
export const withoutNames = (text: string): string => text.replaceAll(/ loc\("[^"]*"\)/g, '')

/** Locations keep their scopes and lose what tells forward from backward. */
export const withoutPhases = (text: string): string => text.replaceAll(/\b(?:transpose|jvp)\(/g, 'vmap(')
