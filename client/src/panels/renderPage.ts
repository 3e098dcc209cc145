// The document of a webview: one style sheet, one script, and a policy that lets nothing else in.

export interface PageParts {
  readonly title: string
  /** Addresses under which the webview may load the files. */
  readonly script: string
  readonly style: string
  /** Script that the page runs in a worker; it loads the text and starts it from a blob, as workers have to be of one origin. */
  readonly worker?: string
  /** What the policy calls the place that the files come from. */
  readonly source: string
  /** Chosen anew for each document. */
  readonly nonce: string
  /** Colours behind the page differ. */
  readonly place: 'side' | 'editor'
}

/** The UI toolkit adds one style element, without text, to ask what the browser can do: its hash lets that one in. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

/** Nothing is taken from elsewhere, no code stands in the document, and pictures are only those that the page makes itself. */
export function renderPage({ title, script, style, worker, source, nonce, place }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} ${emptyStyle}`,
    `font-src ${source}`,
    'img-src data: blob:',
    ...(worker === undefined ? [] : ['worker-src blob:', `connect-src ${source}`]),
  ]
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy.join('; '))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeAttribute(title)}</title>
<link rel="stylesheet" href="${escapeAttribute(style)}">
</head>
<body data-place="${place}"${worker === undefined ? '' : ` data-worker="${escapeAttribute(worker)}"`}>
<script nonce="${nonce}" src="${escapeAttribute(script)}"></script>
</body>
</html>
`
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
