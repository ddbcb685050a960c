/* Protocol 2 of one key, as addon/store has it, between clients and everything that may go wrong.
 *
 * A key has one record. A verb is a pure rule: it reads a view of the record, decides, and swaps the text for another
 * one, if the record still has the text of the view; if not, it decides again on what is there. So a swap that succeeds
 * is an atomic verb at that moment: the text is the one that was judged, and what was judged by its age stays so,
 * because ages only grow while a text stands. With SPLITS others act between the view and the swap, to show that.
 *
 * Of time the model keeps what the rules ask: whether the age of a text has reached its bound, which is the lease of a
 * running or given-up record and half a lease of a suspected one. The age is `px - PTTL`, so it begins anew with the
 * text that a verb writes, and no time stands in a record. Where the server's clock goes back, PTTL is more than px. The
 * age counts as 0 then, and would stay 0 until the clock has caught up. `begin` and `resolve` write such a text anew.
 *
 * The model leaves out payloads, labels and hints, which no rule reads, and fingerprints, because all clients here send
 * the same request.
 *
 * scripts/modelling/scenarios.js sets the numbers below; scripts/modelling/mutants.js takes one guard away.
 */

/* How often each fault may strike in one run. */
#ifndef LOSSES
#define LOSSES 0       /* a reply is lost, or a begin comes too late: the call is sent again or given up */
#endif
#ifndef CRASHES
#define CRASHES 0      /* a process ends, before or after the effect */
#endif
#ifndef SUSPICIONS
#define SUSPICIONS 0   /* a live owner counts as dead: frozen or cut off for more than one and a half leases */
#endif
#ifndef JUMPS
#define JUMPS 0        /* the store's clock jumps past the end of a lease, and the owner renews as always */
#endif
#ifndef REJUMPS
#define REJUMPS 0      /* the clock jumps again before the owner has renewed */
#endif
#ifndef BACKS
#define BACKS 0        /* the store's clock goes back: by any time */
#endif
#ifndef STEPS
#define STEPS 0        /* the clock goes back between a late claim and the TIME behind it */
#endif
#ifndef HANDOVERS
#define HANDOVERS 0    /* a process stops renewing while its operation runs: it is closed, or the operation took too long */
#endif
#ifndef DROPS
#define DROPS 0        /* a process has no room for a result that the store does not take */
#endif
#ifndef OUTAGES
#define OUTAGES 0      /* the server is full, or it takes no writes at all, for a while */
#endif
#ifndef WIPES
#define WIPES 0        /* the store forgets everything */
#endif
#ifndef FORGETS
#define FORGETS 0      /* a failover: the store forgets its last writes, back to what its replicas have */
#endif
#ifndef REPLICAS
#define REPLICAS 0     /* no answer is told before all replicas have what it tells: `minReplicas` */
#endif
#ifndef REMOVALS
#define REMOVALS 0     /* an operator removes the key by force */
#endif
#ifndef RESOLUTIONS
#define RESOLUTIONS 0  /* an operator settles a key whose owner is gone */
#endif
#ifndef SIGHTS
#define SIGHTS 0       /* an operator looks at the key, and later settles or removes the attempt that was seen */
#endif
#ifndef OFFERS
#define OFFERS 0       /* a value is offered from outside, by the low-level `store()` */
#endif
#ifndef SPLITS
#define SPLITS 0       /* others act between the view of a verb and its swap */
#endif

#ifndef CLIENTS
#define CLIENTS 3
#endif
#ifndef MAX_ATTEMPTS
#define MAX_ATTEMPTS 3
#endif

/* Whether an abandoned key is taken over ('retry') or left unknown ('conflict'), or differs from client to client. */
#define RETRY 0
#define CONFLICT 1
#define MIXED 2
#ifndef POLICY
#define POLICY RETRY
#endif

/* What the resource behind the operation does with a second effect. */
#define UNIQUE 0  /* refuses it, by its effectId */
#define FENCED 1  /* refuses one that has a lower fence than another before it */
#define PLAIN 2   /* takes it */
#ifndef EFFECT
#define EFFECT UNIQUE
#endif

/* The effect is a row in the store's own database, and is committed together with the result, or not at all. */
#ifndef TOGETHER
#define TOGETHER 0
#endif

/* The operation also fails, frees its key, does not know, or is not started; else it always succeeds. */
#ifndef OUTCOMES
#define OUTCOMES 0
#endif

/* Clients that wait mark the record, and a change of a marked record is published. */
#ifndef MARKS
#define MARKS 0
#endif

/* Claims that are too strong, to show that they are. */
#define NOTHING 0
#define ONE_ANSWER_AFTER_A_WIPE 1
#define REMOVED_NEVER_STORES_BESIDE_A_SUCCESSOR 2
#define LIVE_OWNER_IS_KEPT_WHEN_FROZEN 3
#ifndef ALSO_CLAIM
#define ALSO_CLAIM NOTHING
#endif

/* The guards of the protocol: WITHOUT is the one that is taken away. */
#define RESULT_IN_BEGIN 1
#define RESEND_IN_BEGIN 2
#define TIME_BEHIND_CLAIM 3
#define SUSPICION_IN_BEGIN 4
#define WINDOW_IN_BEGIN 5
#define POLICY_IN_BEGIN 6
#define LIMIT_IN_BEGIN 7
#define FREED_IN_BEGIN 8
#define REMOVED_IN_BEGIN 9
#define RECOVERY_AFTER_FREE 10
#define RESEND_IN_COMPLETE 11
#define FIRST_SUCCESS_WINS 12
#define TOKEN_IN_COMPLETE 13
#define REMOVED_IN_COMPLETE 14
#define TOKEN_IN_RENEW 15
#define STATE_IN_RENEW 16
#define RELEASED_IN_RENEW 17
#define CLEARING_IN_RENEW 18
#define TOKEN_IN_RELEASE 19
#define REMOVED_IN_RELEASE 20
#define RESEND_IN_RELEASE 21
#define ATTEMPT_IN_UNDO 22
#define FREED_IN_UNDO 23
#define TAKEN_IN_UNDO 24
#define LEASE_IN_RESOLVE 25
#define RETENTION 26
#define FRESH_AFTER_WAITING 27
#define LEASE_IN_RELEASE 28
#define GIVEN_UP_IN_BEGIN 29
#define ENDED_IN_RELEASE 30
#define ROOM_FOR_RESULTS 31
#define SUCCESS_OVER_ERROR 32
#define AGE_GOES_ON 33
#define LATE_IN_BEGIN 34
#define LATE_IN_RESOLVE 35
#define DEADLINE_IN_SWAP 36
#define SWAP_COMPARES_ALL 37
#define REV_IN_REWRITE 38
#define MARK_IN_REWRITE 39
#define MARK_IS_READ 40
#define LOOK_WHEN_REFUSED 41
#define SWAP_WHEN_FULL 42
#define ATTEMPT_OVER_ERROR 43
#define OFFER_OVER_REMOVED 44
#define FENCE_IN_RESOLVE 45
#define FENCE_IN_REMOVE 46
#define RESULT_IN_REMOVE 47
#define OWNER_IN_REMOVE 48
#define SAME_COMMIT 49
#define ROLLED_BACK_WHEN_LOST 50
#define WRITE_IS_HELD 51
#define READ_IS_HELD 52
#ifndef WITHOUT
#define WITHOUT NOTHING
#endif
#define GUARD(name) (WITHOUT != name)

#define NOBODY 255
#define OPERATOR 254
#define OUTSIDER 253
#define BIT(who) (1 << (who))
#define COUNT(set) (((set) & 1) + (((set) >> 1) & 1) + (((set) >> 2) & 1))

mtype = { ABSENT, RUNNING, SUSPECTED, GIVEN_UP, FREED, REMOVED, FINISHED };  /* the record: none, R, S, Z, F, X, D */
mtype = { YOUNG, OLD, AHEAD };                        /* its age; AHEAD: below 0, because the clock has gone back */
mtype = { NEW, AFTER_FREED, TAKEN_OVER };             /* its origin */
mtype = { OWN, DONE, BUSY, SILENT, UNKNOWN, LATE };   /* answers of begin */
mtype = { STORED, DUPLICATE, LOST, FENCED_OFF, GONE, REFUSED };  /* answers of complete; REFUSED of any verb */
mtype = { VALUE, ERROR, UNDO, FREE, QUIET };          /* outcomes of an attempt */
mtype = { FINE, FULL, READ_ONLY };                    /* the server */

/* The record. `holder` is the token: of the attempt, in D of the winner. */
mtype state = ABSENT, age = OLD, origin = NEW;
byte holder = NOBODY, attempt = 0;
bit failed;          /* D: the result is an error */
bit late_claim;      /* R: the claim came after its deadline, which the record tells */
#if MARKS
bit waits;           /* somebody waits */
#else
#define waits 0
#endif
mtype server = FINE;

#if FORGETS
/* What all replicas have, while they lack the last writes; and what was true then. */
bit lags;
mtype r_state, r_age, r_origin;
byte r_holder, r_attempt;
bit r_failed, r_late;
byte r_claimed, r_released, r_stored;
bit r_leased, r_cleared, r_stored_failed;
byte forgets = FORGETS;
#endif

/* The view that a rule reads, and makes the new record of. */
hidden byte v_state, v_age, v_origin;
hidden byte v_holder, v_attempt;
hidden byte v_failed, v_late, v_waits;
hidden byte same, writes, claims, was_freed, was_done, had_waits, wrote;

#if SPLITS
/* Views that wait for their swap. */
mtype w_state[CLIENTS], w_age[CLIENTS], w_origin[CLIENTS];
byte w_holder[CLIENTS], w_attempt[CLIENTS];
bit w_failed[CLIENTS], w_late[CLIENTS], w_waits[CLIENTS];
byte viewing, moved; /* who has such a view, and whose is of another text by now */
byte splits = SPLITS;
#endif

/* The clients, a bit for each. */
byte running;       /* its operation runs, and its process renews */
byte aborted;       /* it was told that its ownership is lost */
byte handed_over;   /* it renews no more, though its operation runs */
byte on_the_way;    /* a renewal of its is still under way though it has let go */
byte holds;         /* its policy is 'conflict' */
#if MARKS
byte marked;        /* waits, and relies on being told */
#endif

/* What is true, whether or not a process knows it. */
byte claimed;       /* owned the key and has not given it back */
byte may_have;      /* may have had its effect */
byte released;      /* its release has reached the store */
byte suspected;     /* counted as dead while it was alive */
byte unsaved;       /* lives, and has a success that the store has not got */
bit leased;         /* the lease of the last claim or renewal has not passed */
byte expelled;      /* owned the key when it was removed */
byte effects;
byte stored = NOBODY, told = NOBODY;
bit wiped, was_removed, settled, succeeded, stored_failed;
bit cleared;        /* an operation or an operator said that nothing has happened, no attempt has begun since */
#if EFFECT == FENCED
byte last_fence, highest_fence, fence[CLIENTS];
#endif

byte losses = LOSSES, crashes = CRASHES, suspicions = SUSPICIONS, jumps = JUMPS, rejumps = REJUMPS, backs = BACKS;
byte steps = STEPS, handovers = HANDOVERS, drops = DROPS, outages = OUTAGES, offers = OFFERS;
byte wipes = WIPES, removals = REMOVALS, resolutions = RESOLUTIONS;
#if SIGHTS
byte sights = SIGHTS, seen = NOBODY; /* the attempt that the operator has seen, by its token: as its fence, no other has it */
bit saw_result, saw_idle;
#endif

#if FORGETS
#define HAS_LAST_WRITES (!lags)

/* Before a write, from which on the replicas lag. */
inline keep_copy() {
  if
  :: HAS_LAST_WRITES ->
    r_state = state; r_age = age; r_origin = origin; r_holder = holder; r_attempt = attempt; r_failed = failed;
    r_late = late_claim; r_claimed = claimed; r_released = released; r_stored = stored; r_leased = leased;
    r_cleared = cleared; r_stored_failed = stored_failed
  :: else
  fi
}

inline replicate() {
  d_step {
    lags = 0;
    r_state = 0; r_age = 0; r_origin = 0; r_holder = 0; r_attempt = 0; r_failed = 0; r_late = 0; r_claimed = 0;
    r_released = 0; r_stored = 0; r_leased = 0; r_cleared = 0; r_stored_failed = 0
  }
}

/* A replica becomes the primary. What nobody was told of has not happened; the rest is like wiped data. */
inline fail_over() {
  d_step {
    state = r_state; age = r_age; origin = r_origin; holder = r_holder; attempt = r_attempt; failed = r_failed;
    late_claim = r_late; stored = r_stored; leased = r_leased; stored_failed = r_stored_failed;
    released = r_released; cleared = r_cleared;
    /* Who was told that it owns the key may run. */
    claimed = (REPLICAS -> r_claimed : claimed);
    wiped = !REPLICAS
  }
  replicate()
}

/* The end of a call: the replicas have what it tells, or it is missed, and the call is sent again. Meanwhile others see the
 * last writes, and may be told of nothing that the replicas lack. A call that wrote nothing may tell of a lost write as well. */
#define IS_HELD (REPLICAS && lags && (wrote -> GUARD(WRITE_IS_HELD) : GUARD(READ_IS_HELD)))
#define HOLD_OR_MISS(sent_again) \
  if \
  :: !IS_HELD -> if :: lags :: else -> replicate() fi \
  :: IS_HELD -> if :: replicate() :: goto sent_again fi \
  fi
#else
#define keep_copy() skip
#define HOLD_OR_MISS(sent_again) skip
#endif

/* The properties. The verdict on a run names the one that does not hold. */
hidden byte one_effect, one_result, same_answer, no_run_without_own, live_owner_is_kept, freed_by_its_owner,
  renewed_by_its_owner, removed_never_stores, removed_is_absent, conflict_never_runs_again, recovery_is_told,
  unknown_has_a_reason, attempts_are_limited, late_begin_never_owns, own_begin_is_recognised,
  own_result_is_recognised, error_is_the_owners, released_stays_released, waiter_never_runs_afresh,
  live_lease_is_not_settled, freed_is_owned_at_once, effect_is_left_its_lease, live_result_is_kept,
  running_is_not_unknown, success_is_not_lost_to_an_error, lease_runs_down, late_claim_holds_nothing,
  suspicion_is_of_a_passed_lease, waiter_is_told, replay_needs_no_write, result_needs_no_room,
  error_is_replaced_by_an_attempt, offered_value_is_taken, operator_changes_what_was_seen, effect_has_its_result;
#define CHECK(name, claim) name = (claim); assert(name)

/* ---- The three commands: set if absent, look, swap ---- */

#define HELD(state) (state == RUNNING || state == SUSPECTED || state == GIVEN_UP)

inline look() {
  v_state = state; v_age = age; v_origin = origin; v_holder = holder; v_attempt = attempt;
  v_failed = failed; v_late = late_claim; v_waits = waits;
  same = 1
}

inline put() {
  state = v_state; age = v_age; origin = v_origin; holder = v_holder; attempt = v_attempt;
  failed = v_failed; late_claim = v_late;
#if MARKS
  waits = v_waits;
#endif
#if FORGETS
  lags = 1; wrote = 1;
#endif
#if SPLITS
  moved = moved | viewing;
#endif
  writes = 0
}

#if SPLITS
inline keep_view(me) {
  d_step {
    w_state[me] = state; w_age[me] = age; w_origin[me] = origin; w_holder[me] = holder; w_attempt[me] = attempt;
    w_failed[me] = failed; w_late[me] = late_claim; w_waits[me] = waits;
    viewing = viewing | BIT(me)
  }
}
#define SPLIT(me) if :: true :: atomic { splits > 0 -> splits--; keep_view(me) } fi

#define HAS_FIELDS_OF_VIEW \
  (state == v_state && holder == v_holder && attempt == v_attempt && origin == v_origin && failed == v_failed && \
   waits == v_waits)

/* Each rewrite counts `rev` up, and each claim that is sent has a fence of its own, so that no text comes twice: a swap
 * fails when the record was written meanwhile. */
inline view(me) {
  if
  :: viewing & BIT(me) ->
    v_state = w_state[me]; v_age = w_age[me]; v_origin = w_origin[me]; v_holder = w_holder[me];
    v_attempt = w_attempt[me]; v_failed = w_failed[me]; v_late = w_late[me]; v_waits = w_waits[me];
    same = !(moved & BIT(me)) || (!GUARD(SWAP_COMPARES_ALL) && holder == v_holder && state != ABSENT) ||
      (!GUARD(REV_IN_REWRITE) && HAS_FIELDS_OF_VIEW);
    viewing = viewing & ~BIT(me); moved = moved & ~BIT(me);
    w_state[me] = 0; w_age[me] = 0; w_origin[me] = 0; w_holder[me] = 0; w_attempt[me] = 0;
    w_failed[me] = 0; w_late[me] = 0; w_waits[me] = 0
  :: else -> look()
  fi
}
#else
#define SPLIT(me) true
#define view(me) look()
#endif

/* ---- The rules: on the view, which becomes the new record where they write ---- */

inline vanish() {
  v_state = ABSENT; v_age = OLD; v_origin = NEW; v_holder = NOBODY; v_attempt = 0; v_failed = 0; v_late = 0;
  v_waits = 0
}

/* What an attempt leaves that has not been started: what it came upon. */
inline take_back() {
  if
  :: v_attempt == 1 || !GUARD(ATTEMPT_IN_UNDO) -> vanish()
  :: else ->
    v_attempt--; v_age = OLD;
    if
    :: (v_origin == AFTER_FREED && GUARD(FREED_IN_UNDO)) || !GUARD(TAKEN_IN_UNDO) -> v_state = FREED
    :: else -> v_state = GIVEN_UP
    fi
  fi
}

/* A claim that came after its deadline counts as absent: nobody runs for it. */
inline discount() {
  if
  :: v_late ->
    v_state = ABSENT; v_age = OLD; v_origin = NEW; v_holder = NOBODY; v_attempt = 0; v_late = 0
  :: else
  fi
}

inline keep_mark() {
  v_waits = (GUARD(MARK_IN_REWRITE) -> v_waits : 0)
}

inline claim(me, from, count) {
  keep_mark();
  v_state = RUNNING; v_age = YOUNG; v_origin = from; v_holder = me; v_attempt = count; v_failed = 0; v_late = 0;
  writes = 1; claims = 1;
  code = OWN
}

#define MAY_TAKE(me) \
  (!((GUARD(POLICY_IN_BEGIN) && (holds & BIT(me))) || (GUARD(LIMIT_IN_BEGIN) && v_attempt >= MAX_ATTEMPTS)))

/* On a record that nobody renews any more. */
inline take_over(me) {
  if
  :: MAY_TAKE(me) -> claim(me, TAKEN_OVER, v_attempt + 1)
  :: else -> code = UNKNOWN
  fi
}

/* No honest record has more left than it was written with: the clock has gone back. Its age begins now. */
inline mend() {
  if
  :: v_age == AHEAD && GUARD(AGE_GOES_ON) -> v_age = YOUNG; writes = 1
  :: else
  fi
}

/* On the record of another attempt, or of an earlier one of one's own. */
inline contest(me) {
  if
  :: v_state == GIVEN_UP && GUARD(GIVEN_UP_IN_BEGIN) ->
    if
    :: v_age != OLD && MAY_TAKE(me) -> code = SILENT
    :: else -> take_over(me)
    fi
  :: v_state == SUSPECTED && v_age != OLD && GUARD(WINDOW_IN_BEGIN) -> code = SILENT
  :: v_state != SUSPECTED && v_state != GIVEN_UP && v_age != OLD -> code = BUSY
  :: else ->
    if
    :: v_state != SUSPECTED && GUARD(SUSPICION_IN_BEGIN) ->
      keep_mark();
      v_state = SUSPECTED; v_age = YOUNG; writes = 1; code = SILENT
    :: else -> take_over(me)
    fi
  fi
}

inline rule_of_begin(me) {
  if
  :: GUARD(LATE_IN_BEGIN) -> discount()
  :: else
  fi;
  was_freed = (v_state == FREED); was_done = (v_state == FINISHED);
  if
  :: v_state == FINISHED && GUARD(RESULT_IN_BEGIN) -> code = DONE
  :: v_state == ABSENT || (v_state == REMOVED && GUARD(REMOVED_IN_BEGIN)) ||
     (v_state == FINISHED && !GUARD(RESULT_IN_BEGIN)) -> claim(me, NEW, 1)
  :: v_state == FREED && GUARD(FREED_IN_BEGIN) ->
    if
    :: v_origin == TAKEN_OVER && GUARD(RECOVERY_AFTER_FREE) -> claim(me, TAKEN_OVER, v_attempt + 1)
    :: else -> claim(me, AFTER_FREED, v_attempt + 1)
    fi
  :: else ->
    mend();
    if
    :: v_state == RUNNING && v_age != OLD && v_holder == me && GUARD(RESEND_IN_BEGIN) -> code = OWN
    :: else -> contest(me)
    fi
  fi
}

/* A swap goes through on a full server, a SET of what is absent does not. */
inline ask_server() {
  if
  :: (writes && (server == READ_ONLY || (server == FULL && state == ABSENT))) ||
     (server != FINE && !GUARD(LOOK_WHEN_REFUSED)) -> writes = 0; code = REFUSED
  :: else
  fi
}

#define LET_GO(who) (((suspected & BIT(who)) && ALSO_CLAIM != LIVE_OWNER_IS_KEPT_WHEN_FROZEN) || (handed_over & BIT(who)))
#define TAKES (v_origin == TAKEN_OVER && state != FREED)

/* What a claim that counts makes true. */
inline own(me) {
  CHECK(live_owner_is_kept, !HELD(state) || !(running & BIT(holder)) || LET_GO(holder));
  CHECK(live_result_is_kept, !TAKES || !(unsaved & BIT(holder)) || LET_GO(holder));
  CHECK(effect_is_left_its_lease, !TAKES || !leased);
  /* An operation that frees its key says so for the attempts before it too. */
  CHECK(conflict_never_runs_again,
    cleared || !(holds & BIT(me)) || !(may_have & ~BIT(me)) || wiped || was_removed);
  CHECK(recovery_is_told, v_origin == TAKEN_OVER || !(may_have & ~BIT(me)) || wiped || was_removed || settled);
  /* A client whose reply was lost for so long may find its own claim abandoned. */
  claimed = claimed | BIT(me) | (v_origin == TAKEN_OVER && holder == me -> BIT(7) : 0);
  leased = 1; cleared = 0;
  succeeded = (expelled != 0); expelled = expelled & ~BIT(me);
#if EFFECT == FENCED
  last_fence++; fence[me] = last_fence
#endif
}

/* Whether a begin came in time: 0 it did; 1 not, and the TIME behind it says so; 2 not, but TIME says that it did. */
#define SAYS_LATE (lateness == 1 && GUARD(TIME_BEHIND_CLAIM))

inline begin(me, lateness) {
  d_step {
    keep_copy(); wrote = 0;
    view(me);
    do
    :: writes = 0; claims = 0; rule_of_begin(me);
      if
      :: !same -> look()
      :: else -> break
      fi
    od;
    /* A SET of what is absent cannot refuse itself: its record tells that it came late. A swap can. */
    if
    :: SAYS_LATE && writes && state != ABSENT && GUARD(DEADLINE_IN_SWAP) -> writes = 0
    :: else
    fi;
    ask_server();
    CHECK(suspicion_is_of_a_passed_lease, !writes || v_state != SUSPECTED || state == SUSPECTED || !leased);
    if
    :: claims && writes ->
      v_late = (lateness != 0 && state == ABSENT);
      if
      :: SAYS_LATE
      :: else -> own(me)
      fi
    :: else -> claimed = (code == OWN && !SAYS_LATE -> claimed | BIT(me) : claimed)
    fi;
    if
    :: writes -> put()
    :: else
    fi;
    if
    :: SAYS_LATE -> code = LATE
    :: else
    fi;
    CHECK(freed_is_owned_at_once, !was_freed || code == OWN || code == LATE || code == REFUSED);
    CHECK(removed_is_absent, !(code == BUSY || code == SILENT || code == UNKNOWN) || !(expelled & BIT(v_holder)));
    CHECK(late_claim_holds_nothing, !(code == BUSY || code == SILENT || code == UNKNOWN) || !v_late);
    CHECK(own_begin_is_recognised, code != BUSY || v_holder != me);
    CHECK(unknown_has_a_reason, code != UNKNOWN || claimed);
    CHECK(running_is_not_unknown, code != UNKNOWN || v_age == OLD || !(running & BIT(v_holder)));
    CHECK(lease_runs_down, !(code == BUSY || code == SILENT) || v_age != AHEAD);
    CHECK(replay_needs_no_write, !was_done || code == DONE || code == LATE)
  }
}

/* Whoever changes a record that has the mark tells those who wait. */
inline publish(me) {
#if MARKS
  CHECK(waiter_is_told, !(marked & ~BIT(me)) || (had_waits && GUARD(MARK_IS_READ)));
  marked = (HELD(v_state) || v_state == FREED -> marked : 0)
#else
  skip
#endif
}

inline keep_result(me, is_error) {
  CHECK(one_result, stored == NOBODY || wiped || was_removed || (stored_failed && !(is_error)));
  CHECK(removed_never_stores, !(expelled & BIT(me)) || wiped ||
    (succeeded && ALSO_CLAIM != REMOVED_NEVER_STORES_BESIDE_A_SUCCESSOR));
  CHECK(error_is_the_owners, !(is_error) || ((state == RUNNING || state == SUSPECTED) && holder == me));
  CHECK(error_is_replaced_by_an_attempt, state != FINISHED || me != OUTSIDER);
  stored = me; stored_failed = (is_error); leased = 0;
  vanish();
  v_state = FINISHED; v_holder = me; v_failed = (is_error);
  publish(me);
  put()
}

/* To its own sender a late claim is there. */
inline rule_of_complete(me, is_error) {
  if
  :: v_holder != me -> discount()
  :: else
  fi;
  if
  :: v_state == FINISHED && v_holder == me && GUARD(RESEND_IN_COMPLETE) -> code = DUPLICATE
  :: v_state == FINISHED && !(v_holder == me && GUARD(RESEND_IN_COMPLETE)) ->
    if
    :: v_failed && !(is_error) && GUARD(SUCCESS_OVER_ERROR) && (me != OUTSIDER || !GUARD(ATTEMPT_OVER_ERROR)) ->
      writes = 1
    :: else -> writes = !GUARD(FIRST_SUCCESS_WINS) && !(is_error)
    fi;
    code = (writes -> STORED : LOST)
  :: v_state == REMOVED && GUARD(REMOVED_IN_COMPLETE) && (me != OUTSIDER || !GUARD(OFFER_OVER_REMOVED)) -> code = GONE
  :: (v_state == ABSENT || v_state == REMOVED) && (is_error) -> code = GONE
  :: (HELD(v_state) || v_state == FREED) && (is_error) && GUARD(TOKEN_IN_COMPLETE) &&
     (v_holder != me || !(v_state == RUNNING || v_state == SUSPECTED)) -> code = FENCED_OFF
  :: else -> writes = 1; code = STORED
  fi
}

inline complete(me, is_error) {
  d_step {
    keep_copy(); wrote = 0;
    view(me);
    do
    :: writes = 0; had_waits = v_waits; rule_of_complete(me, is_error);
      if
      :: !same -> look()
      :: else -> break
      fi
    od;
    if
    :: writes && server == FULL && !GUARD(SWAP_WHEN_FULL) -> writes = 0; code = REFUSED
    :: else
    fi;
    CHECK(own_result_is_recognised, code != LOST || v_holder != me);
    CHECK(success_is_not_lost_to_an_error, code != LOST || (is_error) || !v_failed || me == OUTSIDER);
    CHECK(result_needs_no_room, code != REFUSED);
    CHECK(offered_value_is_taken, code != GONE || me != OUTSIDER);
    if
    :: writes -> keep_result(me, is_error)
    :: else
    fi
  }
}

inline renew(me) {
  d_step {
    keep_copy();
    look();
    if
    :: v_state != ABSENT && v_state != FINISHED &&
       (v_state == RUNNING || v_state == SUSPECTED || (v_state == GIVEN_UP && !GUARD(RELEASED_IN_RENEW)) ||
        (v_state != GIVEN_UP && !GUARD(STATE_IN_RENEW))) &&
       (v_holder == me || !GUARD(TOKEN_IN_RENEW)) ->
      CHECK(renewed_by_its_owner, v_holder == me);
      CHECK(released_stays_released, !(released & BIT(me)) && !(expelled & BIT(me)));
      keep_mark();
      leased = 1;
      if
      :: v_state == SUSPECTED && !GUARD(CLEARING_IN_RENEW)
      :: else -> v_state = RUNNING; v_age = YOUNG; v_late = 0
      fi;
      put()
    :: else -> aborted = aborted | BIT(me)
    fi
  }
}

inline settle(reason) {
  if
  :: reason == UNDO -> take_back()
  :: reason == FREE -> v_state = FREED; v_age = OLD; v_late = 0
  :: reason == QUIET ->
    /* Its age goes on, so that its lease ends when it would have. That of a suspected record has ended. */
    v_age = (v_state == SUSPECTED || !GUARD(LEASE_IN_RELEASE) -> OLD : v_age);
    v_state = GIVEN_UP; v_late = 0
  fi
}

inline release(me, reason) {
  d_step {
    keep_copy(); wrote = 0;
    view(me);
    do
    :: writes = 0; had_waits = v_waits;
      if
      :: v_state == ABSENT || v_state == FINISHED || (v_holder != me && GUARD(TOKEN_IN_RELEASE)) ||
         (v_state == REMOVED && GUARD(REMOVED_IN_RELEASE))
      :: (v_state == GIVEN_UP || v_state == FREED) && v_holder == me && GUARD(RESEND_IN_RELEASE) ->
        released = released | BIT(me)
      :: else -> settle(reason); writes = 1
      fi;
      if
      :: !same -> look()
      :: else -> break
      fi
    od;
    if
    :: writes ->
      CHECK(freed_by_its_owner, holder == me);
      CHECK(removed_is_absent, state != REMOVED);
      released = released | BIT(me);
      claimed = (reason == QUIET -> claimed : claimed & ~BIT(me));
      cleared = cleared || (reason == FREE) || (reason == UNDO && origin == AFTER_FREED);
      /* Nothing has happened, or only in attempts before, whose leases have passed. */
      leased = (reason == QUIET -> leased : 0);
      publish(me);
      put()
    :: else
    fi
  }
}

#if MARKS
/* A waiter marks the record, so that its change is published. The age goes on. */
inline mark(me) {
  d_step {
    look();
    discount();
    if
    :: HELD(v_state) && (v_waits || server != READ_ONLY) ->
      marked = marked | BIT(me);
      if
      :: v_waits
      :: else -> v_waits = 1; put()
      fi
    :: else
    fi
  }
}
#endif

/* ---- A client, and the process that serves it ---- */

inline have_effect(me) {
  CHECK(no_run_without_own, claimed & BIT(me));
#if EFFECT == UNIQUE
  effects = 1;
#elif EFFECT == FENCED
  if
  :: fence[me] >= highest_fence -> highest_fence = fence[me]; effects++
  :: else
  fi;
#else
  effects++;
#endif
#if TOGETHER
  CHECK(effect_has_its_result, stored == me);
#endif
  CHECK(one_effect, effects <= 1)
}

/* The operation has run. In a transaction with the result its effect waits for the COMMIT. */
inline operate(me) {
  if
  :: !TOGETHER || !GUARD(SAME_COMMIT) -> have_effect(me)
  :: else
  fi
}

#if TOGETHER
#define COMMITS (code == STORED || (!GUARD(ROLLED_BACK_WHEN_LOST) && code != DUPLICATE))

/* The COMMIT, by what complete has answered in its transaction: a result that is not stored rolls it back. */
inline commit(me) {
  if
  :: outcome == VALUE && COMMITS && GUARD(SAME_COMMIT) -> have_effect(me)
  :: else
  fi
}
#endif

/* 200, with what is stored. */
inline answer(value) {
  CHECK(same_answer, told == NOBODY || told == value || was_removed ||
    (wiped && ALSO_CLAIM != ONE_ANSWER_AFTER_A_WIPE));
  told = value
}

inline crash(me) {
  crashes > 0 -> crashes--; running = running & ~BIT(me); unsaved = unsaved & ~BIT(me)
}

/* Whether a begin is still under way, and comes before or after its release. */
#define NO 0
#define BEFORE 1
#define AFTER 2

proctype Client(byte me) {
  mtype code, outcome;
  bit waited, told_so;
  byte came, under_way;
asking:
  SPLIT(me);   /* others may act between one call and the next */
  atomic {
    if
    :: came = 0
    :: losses > 0 -> losses--; came = 1
#if STEPS
    :: steps > 0 -> steps--; came = 2
#endif
    fi;
    begin(me, came);
    came = 0;
    HOLD_OR_MISS(asking);
    if
    :: true
    :: losses > 0 -> losses--; goto asking
    :: losses > 0 -> losses--; outcome = UNDO; under_way = BEFORE; goto giving_up
    fi;
    if
    :: code == LATE ->
      if
      :: goto asking   /* by a swap of the own late claim */
      :: outcome = UNDO; under_way = BEFORE; goto giving_up
      fi
    :: code == OWN && waited && v_origin == NEW && GUARD(FRESH_AFTER_WAITING) -> outcome = UNDO; goto letting_go
    :: code == OWN && !(waited && v_origin == NEW && GUARD(FRESH_AFTER_WAITING)) ->
      CHECK(waiter_never_runs_afresh, !waited || v_origin != NEW);
      running = running | BIT(me);
      goto owning
    :: code == DONE && failed -> goto done
    :: code == DONE && !failed -> answer(v_holder); goto done
    :: code == BUSY || code == SILENT ->
      if
      :: waited = 1; goto waiting
      :: goto done   /* 409 */
      fi
    :: code == UNKNOWN || code == REFUSED -> goto done
    fi
  }
waiting:
  /* A poll that would find nothing new leaves everything as it is: a waiter that nothing wakes is a deadlock. */
  atomic {
    if
    :: !HELD(state) || late_claim || age == OLD
    :: HELD(state) && age == AHEAD   /* 409 when its time is over: the next begin writes the text anew */
#if MARKS
    :: HELD(state) && !(marked & BIT(me)) && (waits || server != READ_ONLY) -> mark(me); goto waiting
#endif
    fi;
#if MARKS
    marked = marked & ~BIT(me);
#endif
    if
    :: state == ABSENT || state == REMOVED || late_claim || age == AHEAD ->
      goto done   /* taken back, or forgotten: no run afresh */
    :: else -> goto asking
    fi
  }
giving_up:
  /* 503. A begin may still be under way, and come before or after the release that takes back what it does. */
  if
  :: goto landing
  :: true
  fi;
crash_or_release:
  if
  :: atomic { crash(me); goto done }
  :: goto letting_go
  fi;
landing:
  true;
  atomic {
    begin(me, 1);
    CHECK(late_begin_never_owns, code != OWN);
    if
    :: under_way == BEFORE -> under_way = NO; goto crash_or_release
    :: under_way == AFTER -> goto done
    fi
  }
owning:
  atomic {
    if
    :: true
    :: OUTCOMES -> outcome = UNDO; goto letting_go
    fi;
    may_have = may_have | BIT(me);
    CHECK(attempts_are_limited, COUNT(may_have) <= MAX_ATTEMPTS || wiped || was_removed || settled)
  }
  if
  :: atomic { crash(me); goto done }
  :: atomic { OUTCOMES -> may_have = may_have & ~BIT(me); outcome = FREE }
  :: atomic { outcome = VALUE; unsaved = unsaved | BIT(me); operate(me) }
  :: atomic { OUTCOMES -> operate(me); if :: outcome = ERROR :: outcome = QUIET fi }
  fi;
  if
  :: atomic { crash(me); goto done }
  :: atomic {
      if
      :: outcome == VALUE || outcome == ERROR -> goto completing
      :: outcome == ERROR && ((aborted | handed_over) & BIT(me)) -> outcome = QUIET; goto letting_go
      :: outcome != VALUE && outcome != ERROR -> goto letting_go
      fi
    }
  fi;
completing:
  SPLIT(me);
  atomic {
    server != READ_ONLY;   /* it is offered until the server takes it */
    if
    :: drops > 0 && outcome == VALUE -> drops--;
      /* The store is out of reach and the result cannot be kept: nobody may run it again without being told. */
      if
      :: GUARD(ROOM_FOR_RESULTS) -> outcome = QUIET; goto letting_go
      :: else -> goto done
      fi
    :: true
    fi;
#if TOGETHER
    /* The COMMIT is lost. Who asks for the record by its lock finds that it was not changed: nothing has happened. */
    if
    :: true
    :: losses > 0 && outcome == VALUE -> losses--; may_have = may_have & ~BIT(me); outcome = FREE; goto letting_go
    fi;
#endif
    complete(me, outcome == ERROR);
#if TOGETHER
    commit(me);
#endif
    HOLD_OR_MISS(completing);
    if
    :: true
    :: losses > 0 -> losses--;
      if
      :: true
      :: told_so = 1   /* answered as not stored, and offered on in the background */
      fi;
      goto completing
    fi;
    unsaved = unsaved & ~BIT(me);
    if
    :: told_so || code == GONE || code == FENCED_OFF
    :: else ->
      if
      :: code == LOST && !v_failed -> answer(v_holder)
      :: code != LOST && outcome == VALUE -> answer(me)
      :: else
      fi
    fi;
    goto done
  }
letting_go:
  SPLIT(me);
  atomic {
    server != READ_ONLY;
    if
    :: true
    :: OUTCOMES && (running & BIT(me)) -> on_the_way = on_the_way | BIT(me)
    fi;
    running = running & ~BIT(me); unsaved = unsaved & ~BIT(me);
    release(me, outcome);
    HOLD_OR_MISS(letting_go);
    if
    :: goto done
    :: losses > 0 -> losses--; goto letting_go
    :: under_way == BEFORE -> under_way = AFTER; goto landing
    fi
  }
done:
  atomic { running = running & ~BIT(me); code = 0; outcome = 0; waited = 0; told_so = 0; under_way = NO }
}

/* ---- Time, operators, and renewals ---- */

inline forget() {
  d_step {
    vanish(); put(); leased = 0;
#if MARKS
    marked = 0
#endif
  }
}

inline pass() {
  if
  :: GUARD(RETENTION) ->
    age = OLD; leased = 0;
#if FORGETS
    if
    :: lags && HELD(r_state) -> r_age = OLD; r_leased = 0
    :: else
    fi
#endif
  :: else -> forget()
  fi
}

/* The key of a late claim is free: it is deleted, and no owner is expelled. */
inline remove() {
  d_step {
    look(); had_waits = v_waits; discount();
    if
    :: HELD(v_state) -> v_state = REMOVED; expelled = expelled | BIT(v_holder)
    :: else -> vanish(); leased = 0
    fi;
    was_removed = 1;
    publish(OPERATOR);
    put()
  }
}

/* What an operator may settle. */
#define IS_LATE (late_claim && GUARD(LATE_IN_RESOLVE))
#define CAN_SETTLE \
  (!IS_LATE && (state == GIVEN_UP || state == SUSPECTED || (state == RUNNING && (age == OLD || !GUARD(LEASE_IN_RESOLVE)))))

inline resolve(outcome) {
  d_step {
    look(); had_waits = v_waits;
    CHECK(live_lease_is_not_settled, state != RUNNING || age == OLD);
    CHECK(late_claim_holds_nothing, !late_claim);
    leased = 0; settled = 1;
    discount();
    if
    :: outcome == FREE -> v_state = FREED; v_age = OLD; cleared = 1
    :: else -> vanish(); v_state = FINISHED; v_holder = OPERATOR; stored = OPERATOR; stored_failed = 0
    fi;
    publish(OPERATOR);
    put()
  }
}

#if SIGHTS
#define CAN_BE_SEEN ((HELD(state) || state == FREED || state == FINISHED) && !late_claim)
/* Looks at the record as it is by then, in one step with its change. */
#define IS_BACK (saw_idle && state == RUNNING && age != OLD)
#define IS_SEEN (holder == seen && (state == FINISHED) == saw_result && !IS_BACK)
#define MAY_REMOVE \
  ((holder == seen || !GUARD(FENCE_IN_REMOVE)) && ((state == FINISHED) == saw_result || !GUARD(RESULT_IN_REMOVE)) && \
   (!IS_BACK || !GUARD(OWNER_IN_REMOVE)))

inline see() {
  seen = holder; saw_result = (state == FINISHED); saw_idle = !(state == RUNNING && age != OLD)
}

inline act_on_sight() {
  if
  :: CAN_SETTLE && (holder == seen || !GUARD(FENCE_IN_RESOLVE)) ->
    CHECK(operator_changes_what_was_seen, holder == seen);
    if
    :: code = VALUE
    :: code = FREE
    fi;
    resolve(code)
  :: CAN_BE_SEEN && MAY_REMOVE -> CHECK(operator_changes_what_was_seen, IS_SEEN); remove()
  :: true /* nothing fits: the operator is told so */
  fi;
  code = 0; seen = NOBODY; saw_result = 0; saw_idle = 0
}
#endif

#define HAS_LEASE ((state == RUNNING || state == GIVEN_UP) && age == YOUNG)
#define RENEWS(who) (running & ~handed_over & BIT(who))
#define RENEWALS(who) \
  :: atomic { (RENEWS(who) || (on_the_way & BIT(who))) && server != READ_ONLY -> \
      on_the_way = on_the_way & ~BIT(who); renew(who) } \
  :: atomic { handovers > 0 && RENEWS(who) -> handovers--; hand_over(who) }

/* Only an operation that has ended is released. */
inline hand_over(who) {
  handed_over = handed_over | BIT(who);
#if WITHOUT == ENDED_IN_RELEASE
  release(who, QUIET)
#endif
}

active proctype World() {
  mtype code;
  atomic {
    byte who = 0;
    do
    :: who < CLIENTS ->
      if
      :: POLICY == CONFLICT || POLICY == MIXED -> holds = holds | BIT(who)
      :: POLICY == RETRY || POLICY == MIXED
      fi;
      run Client(who);
      who++
    :: else -> break
    od;
    who = 0
  }
end:
  do
  :: atomic { HAS_LEASE && (!RENEWS(holder) || server == READ_ONLY) -> pass() }
  :: atomic { HAS_LEASE && RENEWS(holder) && suspicions > 0 -> suspicions--; suspected = suspected | BIT(holder); pass() }
  :: atomic { HAS_LEASE && RENEWS(holder) && jumps > 0 -> jumps--; pass() }
  :: atomic { state == SUSPECTED && age == YOUNG && (leased || !RENEWS(holder) || (suspected & BIT(holder))) -> age = OLD }
  :: atomic { state == SUSPECTED && age == YOUNG && RENEWS(holder) && rejumps > 0 -> rejumps--; age = OLD }
  :: atomic { backs > 0 && HELD(state) -> backs--; age = AHEAD }
  :: atomic { backs > 0 && HELD(state) && age == OLD -> backs--; age = YOUNG }
  :: atomic { outages > 0 && server == FINE -> outages--; if :: server = FULL :: server = READ_ONLY fi }
  :: atomic { server != FINE -> server = FINE }
  :: atomic {
      wipes > 0 -> wipes--; wiped = 1; forget();
#if TOGETHER
      effects = 0; stored = NOBODY   /* a failover that loses commits loses the rows of both */
#endif
    }
#if FORGETS
  :: atomic { lags -> replicate() }
  :: atomic { forgets > 0 && lags -> forgets--; fail_over() }
#endif
  :: atomic { removals > 0 && state != ABSENT && state != REMOVED && server != READ_ONLY -> removals--; remove() }
  :: atomic {
      resolutions > 0 && CAN_SETTLE && server != READ_ONLY -> resolutions--;
      if
      :: code = VALUE
      :: code = FREE
      fi;
      resolve(code); code = 0
    }
#if SIGHTS
  :: atomic { sights > 0 && seen == NOBODY && CAN_BE_SEEN -> sights--; see() }
  :: atomic { seen != NOBODY && server != READ_ONLY -> act_on_sight() }
#endif
  :: atomic { offers > 0 && server != READ_ONLY -> offers--; complete(OUTSIDER, 0); code = 0 }
  RENEWALS(0)
  RENEWALS(1)
#if CLIENTS > 2
  RENEWALS(2)
#endif
  od
}
