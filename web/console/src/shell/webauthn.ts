// The browser's passkeys, in the JSON that the service speaks.

type Json = Record<string, unknown>;

export const knowsPasskeys = 'credentials' in navigator && 'PublicKeyCredential' in window;

/** Throws NotAllowedError where somebody cancels. */
export async function createPasskey(options: Json): Promise<Json> {
  const user = options.user as Json;
  const known = (options.excludeCredentials ?? []) as Json[];
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: known.map((each) => ({ ...each, id: bytes(each.id) })),
  } as unknown as PublicKeyCredentialCreationOptions;
  return described(await navigator.credentials.create({ publicKey }));
}

/** Throws NotAllowedError where somebody cancels. */
export async function usePasskey(options: Json): Promise<Json> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: [],
  } as unknown as PublicKeyCredentialRequestOptions;
  return described(await navigator.credentials.get({ publicKey }));
}

function described(credential: Credential | null): Json {
  const made = credential as PublicKeyCredential;
  const told = made.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response: Json = { clientDataJSON: text(told.clientDataJSON) };
  if (told.attestationObject) response.attestationObject = text(told.attestationObject);
  if (told.authenticatorData) response.authenticatorData = text(told.authenticatorData);
  if (told.signature) response.signature = text(told.signature);
  return { id: made.id, rawId: text(made.rawId), type: made.type, response };
}

function bytes(value: unknown): Uint8Array {
  const plain = atob(String(value).replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
