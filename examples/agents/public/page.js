import { operation, submitOnce } from '@onceonly/client';

import { listAgents, sending } from './api.js';
import { say, showAgents, showKey } from './status.js';

const form = document.getElementById('agent');
const fault = document.getElementById('fault');

// One form, one operation. A reload is a new form, unless the address ends with ?remember.
const remembers = new URLSearchParams(location.search).has('remember');
const op = operation(remembers ? { storage: () => sessionStorage, name: 'new-agent' } : {});

/** The content: everything that decides which agent is created, and for whom. */
const read = () => Object.fromEntries(new FormData(form));

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const agent = read();
  const faults = fault.value === '' ? [] : [fault.value];
  fault.value = '';
  submit(agent, () => submitOnce(op, agent, sending(agent, { faults, onRetry: sayRetry })));
  showKey(op.key);
});
for (const name of ['user', 'organisation'])
  form.elements[name].addEventListener('change', () => showList());

/** Sends an agent with `send`, and says the outcome. */
async function submit(agent, send) {
  say('busy', `Creating ${agent.name} …`);
  try {
    await sayOutcome(await send(), agent);
  } catch (error) {
    sayFailure(error, agent);
  }
  showKey(op.key);
  await showList();
}

async function sayOutcome(response, { name }) {
  if (response.status >= 500)
    return sayUnknown(`${name} may exist. Look at the list.`, { discard: () => op.discard() });
  const body = await response.json();
  if (!response.ok) return say('bad', `Not created. ${body.message}`);
  const isReplay = response.headers.get('Idempotent-Replayed') === 'true';
  const { agent, alreadyExists } = body;
  if (alreadyExists || isReplay)
    say('good', `${agent.name} already exists. Nothing was created twice.`);
  else say('good', `${agent.name} was created.`);
  makeRoom(name);
}

/** Another click would be another agent of the same name. What the user has typed since stays. */
function makeRoom(name) {
  if (form.elements.name.value === name) form.elements.name.value = '';
}

function sayRetry({ delayMs }) {
  const seconds = Math.max(1, Math.round(delayMs / 1000));
  say('busy', `No answer yet. Trying again in ${seconds} s, with the same key …`);
}

function sayFailure(error, { name }) {
  const { code, mayHaveRun, retryable } = error;
  if (code === 'UNSETTLED')
    sayUnknown(
      'Your earlier agent may exist, and you have changed the form since. Send the earlier one again?',
      error,
    );
  else if (mayHaveRun === false) say('bad', `${name} was not created. Try again later.`);
  else if (retryable === false) sayUnknown(`${name} may exist. Look at the list.`, error);
  else
    say(
      'unknown',
      `We don't know yet whether ${name} exists. Press "Create agent" again: that is safe.`,
    );
}

/** For an agent that the same key will tell nothing new about. The user decides. */
function sayUnknown(text, { resend, discard }) {
  const choices = { discard: () => forget(discard) };
  if (resend) choices.resend = () => submit({ name: 'your earlier agent' }, resend);
  say('unknown', text, choices);
}

function forget(discard) {
  discard();
  showKey(op.key);
  say('unknown', 'Forgotten. Look at the list before you create it again.');
  showList();
}

async function showList() {
  const { user, organisation } = read();
  await listAgents({ user, organisation }).then(
    (agents) => showAgents(organisation, agents),
    () => {},
  );
}

if (op.key !== undefined) {
  say(
    'unknown',
    'We don’t know yet what became of your last agent. Enter the same again to find out.',
  );
  showKey(op.key);
}
showList();
