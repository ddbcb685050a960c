'use strict';

// The rules with one guard less: `from` stands exactly once in the file and becomes `to`. A text that ends in a semicolon
// is a statement, any other an expression. `verbs`: whose answers it changes.

const TAKE_OVER =
  'may_take ? claimed(key.record.attempt + 1, Origin::kTakenOver) : Answered(UnknownAnswer(key))';
const SUSPECTED = 'Written(suspected, EvidenceMs(key), HeldAnswer(AnswerCode::kSilent, key))';
const GIVEN_UP = 'Written(claim, EvidenceMs(key), CodeAnswer(AnswerCode::kReleased), age_ms)';

const BEGIN = [
  {
    file: 'state.cc',
    without: 'the lateness of a claim',
    from: 'key.record.token != sender && IsLate(key.record, key, view.now_ms)',
    to: 'false',
  },
  {
    without: 'the look for a result',
    from: 'return Answered(ReplayAnswer(key));',
    to: 'return claimed(1, Origin::kNew);',
  },
  {
    without: 'the recognition of a begin sent again',
    from: 'claim.token == call.token',
    to: 'false',
  },
  { without: 'the suspicion', from: 'return Suspected(key);', to: `return ${TAKE_OVER};` },
  {
    without: 'the window of a suspicion',
    from: 'return Mended(key, Answered(HeldAnswer(AnswerCode::kSilent, key)));',
    to: `return ${TAKE_OVER};`,
  },
  {
    without: 'the policy',
    from: 'call.on_abandoned == core::OnAbandoned::kTakeOver',
    to: 'true',
  },
  {
    without: 'the limit of attempts',
    from: 'claim.attempt < call.max_attempts',
    to: 'true',
  },
  {
    without: 'the state F',
    from: 'return claimed(key.record.attempt + 1, OriginAfterFree(key.record));',
    to: 'return Answered(UnknownAnswer(key));',
  },
  { without: 'the state X', from: 'key.state == KeyState::kRemoved', to: 'false' },
  {
    without: 'the memory of a freed recovery',
    from: 'freed.origin == Origin::kTakenOver',
    to: 'false',
  },
  {
    without: 'the retention of a record',
    from: 'Written(claim, call.keep_ms, OwnAnswer(claim.fence, attempt, call.lease_ms, is_recovery))',
    to: 'Written(claim, call.lease_ms, OwnAnswer(claim.fence, attempt, call.lease_ms, is_recovery))',
  },
  {
    without: 'the retention of a suspected record',
    from: SUSPECTED,
    to: SUSPECTED.replace('EvidenceMs(key)', 'key.left_ms'),
  },
  {
    without: 'the lease of a key given up',
    from: 'may_take ? Answered(HeldAnswer(AnswerCode::kSilent, key))',
    to: 'may_take ? claimed(key.record.attempt + 1, Origin::kTakenOver)',
    isOpen: true,
  },
  {
    file: 'decisions.cc',
    without: 'an age that begins anew when the clock has gone back',
    from: 'if (!key.clock_went_back) return decision;',
    to: 'return decision;',
  },
];

const COMPLETE = [
  {
    without: 'the look for the first result',
    from: 'if (key.state == KeyState::kDone) return CompleteDone(key, call, view.now_ms);',
    to: 'if (key.state == KeyState::kDone) return Stored(AnswerCode::kStored, key, call, view.now_ms);',
  },
  {
    without: 'the recognition of its own result',
    from: 'if (key.record.token == call.token) return Answered(AnswerCode::kDuplicate);',
    to: '',
  },
  { without: 'the token of an error', from: 'claim.token == token', to: 'true' },
  {
    without: 'the success beside another owner',
    from: 'if (is_error) return Answered(AnswerCode::kFenced);',
    to: 'return Answered(AnswerCode::kFenced);',
  },
  {
    without: 'the success in place of an error',
    from: 'if (GivesWay(key.record, call)) return Stored(AnswerCode::kReplaced, key, call, now_ms);',
    to: '',
  },
  {
    without: 'the success that was first',
    from: 'result.kind == ResultKind::kError',
    to: 'true',
  },
  {
    without: 'the state X',
    from: 'if (key.state == KeyState::kRemoved && call.is_owner) return Answered(AnswerCode::kGone);',
    to: '',
  },
];

const RENEW = [
  {
    without: 'the token',
    from: 'key.record.token != call.token || !IsRunning(key.record)',
    to: '!IsRunning(key.record)',
  },
  {
    without: 'the states Z, F and X',
    from: 'key.record.token != call.token || !IsRunning(key.record)',
    to: 'key.record.token != call.token',
  },
  {
    without: 'the end of a suspicion',
    from: 'claim.state = RecordState::kRunning;',
    to: '',
  },
  { without: 'the retention of a record', from: 'call.keep_ms', to: 'call.lease_ms' },
];

const RELEASE = [
  {
    without: 'the token',
    from: 'key.record.token != call.token || key.state == KeyState::kRemoved',
    to: 'key.state == KeyState::kRemoved',
  },
  {
    without: 'the recognition of a release sent again',
    from: 'if (!IsRunning(key.record)) return Answered(AnswerCode::kReleased);',
    to: '',
  },
  {
    without: 'the lease of an unknown outcome',
    from: 'has_lease ? key.age_ms : key.record.lease_ms',
    to: 'key.record.lease_ms',
  },
  { without: 'the attempts before an undo', from: 'key.record.attempt <= 1', to: 'true' },
  {
    without: 'the freed key before an undo',
    from: 'claim.origin == core::Origin::kFreed',
    to: 'false',
  },
  {
    without: 'the silent attempt before an undo',
    from: 'claim.origin == core::Origin::kFreed',
    to: 'true',
  },
  {
    without: 'the retention of a record',
    from: GIVEN_UP,
    to: GIVEN_UP.replace('EvidenceMs(key)', 'key.left_ms'),
  },
];

const REMOVE = [
  {
    without: 'the state X',
    from: 'call.force ? Removed(key)',
    to: 'call.force ? Deleted(key, 1)',
    isOpen: true,
  },
];

// Of every verb.
const RUN = [
  {
    file: 'verb_run.cc',
    without: 'another judgement after a swap that was refused',
    from: 'Decide(found);',
    to: 'question_ == Question::kSwap ? AnswerOf(decision_.text) : Decide(found);',
  },
];

const FILES = {
  begin: 'rules_begin.cc',
  complete: 'rules_complete.cc',
  renew: 'rules_owner.cc',
  release: 'rules_owner.cc',
  remove: 'rules_operator.cc',
};

function ofVerb(verb, mutants) {
  return mutants.map((mutant) => ({ verb, file: FILES[verb], ...mutant }));
}

const RULE_MUTANTS = [
  ...ofVerb('begin', BEGIN),
  ...ofVerb('complete', COMPLETE),
  ...ofVerb('renew', RENEW),
  ...ofVerb('release', RELEASE),
  ...ofVerb('remove', REMOVE),
  ...ofVerb('any', RUN),
].map((mutant, i) => ({ ...mutant, number: i + 1 }));

module.exports = { RULE_MUTANTS };
