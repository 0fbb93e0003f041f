// The one place where text becomes HTML: the server's sanitised field, through a policy that pages
// with Trusted Types can allow by its name, `parley`.

interface Policy {
  createHTML(html: string): string;
}

interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/** Sets the sanitised HTML of a comment. */
export function setTrustedHtml(element: Element, html: string): void {
  policy ??= makePolicy();
  element.innerHTML = policy.createHTML(html);
  for (const link of element.querySelectorAll('a')) link.target = '_blank';
}

function makePolicy(): Policy {
  const rules: Policy = { createHTML: (html) => html };
  const factory = (window as unknown as { trustedTypes?: Factory }).trustedTypes;
  return factory?.createPolicy('parley', rules) ?? rules;
}
