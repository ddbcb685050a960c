import { idempotentFetch } from '@onceonly/client';

const addressOf = (organisation) => `/api/organisations/${encodeURIComponent(organisation)}/agents`;
const headersOf = (user) => ({
  'Content-Type': 'application/json',
  Authorization: `Bearer ${user}`,
});

/** A function for submitOnce() that sends an agent. `faults` are those of its next tries, if any. */
export function sending({ user, organisation, ...agent }, { faults = [], onRetry }) {
  return (key, signal) =>
    idempotentFetch(addressOf(organisation), {
      method: 'POST',
      headers: headersOf(user),
      body: JSON.stringify(agent),
      signal,
      idempotency: { key, onRetry, retries: 3, timeoutMs: 10_000, fetch: failing(faults) },
    });
}

/** fetch() whose next tries ask the server to fail. Only this example needs it. */
function failing(faults) {
  return (input, { headers, ...init }) => {
    const sent = new Headers(headers);
    const fault = faults.shift();
    if (fault) sent.set('X-Fail', fault);
    return fetch(input, { ...init, headers: sent });
  };
}

export async function listAgents({ user, organisation }) {
  const response = await fetch(addressOf(organisation), { headers: headersOf(user) });
  if (!response.ok) throw new Error(`The list is not there (${response.status}).`);
  return response.json();
}
