const find = (id) => document.getElementById(id);

/**
 * Says something below the form, which screen readers read out. `kind` is `busy`, `good`, `bad` or `unknown`. `choices` are what
 * the buttons beside it do: `{ resend, discard }`, each of which may be missing.
 */
export function say(kind, text, choices = {}) {
  const status = find('status');
  status.hidden = false;
  status.className = kind;
  find('said').textContent = text;
  for (const name of ['resend', 'discard']) {
    find(name).hidden = choices[name] === undefined;
    find(name).onclick = choices[name] ?? null;
  }
  find('choices').hidden = Object.keys(choices).length === 0;
}

export function showAgents(organisation, agents) {
  find('organisation').textContent = organisation;
  find('none').hidden = agents.length > 0;
  find('agents').replaceChildren(...agents.map(rowOf));
}

function rowOf({ id, name, model, user }) {
  const row = document.createElement('li');
  const title = document.createElement('strong');
  title.textContent = name;
  const about = document.createElement('span');
  about.textContent = `No. ${id}, ${model}, by ${user}`;
  row.append(title, about);
  return row;
}

export function showKey(key) {
  find('key').textContent = key ?? 'none';
}
