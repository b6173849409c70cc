/**
 * What can be asked of a Trainer and what it tells: the one table from which both ends of the wire are derived
 * (link/port.js). Runs in any thread. Every command that means a run names it by its number, so that an order for a run
 * that has been replaced meanwhile does nothing, and a question about one is refused.
 *
 * @typedef {import('./settings.js').Config} Config
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {import('./run.js').Examples} Examples
 * @typedef {import('./run.js').Evaluation} Evaluation
 * @typedef {import('./run.js').TaughtExample} TaughtExample
 * @typedef {import('./recipe.js').Stretch} Stretch
 * @typedef {import('./step_by_hand.js').Step} Step
 * @typedef {import('./gradient_check.js').Checked} Checked
 * @typedef {import('./central_difference.js').Place} Place
 * @typedef {import('./plain_network.js').Sabotage} Sabotage
 * @typedef {import('./diagnosis.js').Trouble} Trouble
 * @typedef {ReturnType<import('../network/network.js').Network['write_digit']>} Written
 * @typedef {ReturnType<import('../network/network.js').Network['explain']>} Explanation
 *
 * @typedef {object} Recipe how a run came to where it was; training is exact, so following it gives the same bits
 * @property {Stretch[]} stretches which learning rate and batch size were in force from which step on
 * @property {number} steps where it had come to
 * @property {string} fingerprint of the network there
 * @property {'best' | 'fault'} [place] what there was at its end: the lowest loss, or a fault; by default the end of the
 * last visit
 * @property {boolean} [goes_on] whether it trains on at its end, if the network is the same; by default it stands
 *
 * @typedef {File | { name: string, size: number, bytes: ArrayBuffer }} Given a file, or what is in it
 *
 * @typedef {object} Start
 * @property {number} run its number, given by who asks
 * @property {Config} settings
 * @property {boolean} playing whether it trains once its data are there
 * @property {Given[]} [files] images of the visitor's own, for data = own
 * @property {boolean} [turned] whether rows and columns of those images are swapped
 * @property {Recipe} [recipe] an earlier run to go through again
 * @property {Saved} [saved] a network to begin with, checked by its fingerprint
 * @property {string} [folder] URL of the folder with the files of MNIST, with a slash at its end; by default the site's
 * @property {boolean} [resumes] it is the run on show, which goes on with another trainer
 *
 * @typedef {object} Saved
 * @property {Parameters} parameters
 * @property {string} fingerprint
 * @property {RunPlace} [place] of the run that it comes from, which goes on there; without one, steps count from 0
 *
 * @typedef {object} RunPlace
 * @property {number} steps
 * @property {number} epoch from 0
 * @property {number} position samples of the epoch that have been used
 * @property {Stretch[]} stretches the recipe so far
 * @property {number} [images] that the run learns from
 *
 * @typedef {object} Began
 * @property {number} run
 * @property {Config} settings
 * @property {boolean} is_early whether images are still arriving
 * @property {boolean} is_saved whether it began with a saved network
 * @property {number} steps that it has come to already; 0, but for a saved run
 * @property {'simd' | 'scalar'} build
 * @property {string} [note] why the build is not the one that comes first, and what there is to say about its files
 * @property {number} train images that it learns from
 * @property {number} test images that it is tested on
 *
 * @typedef {{ strokes?: number[][][], sample?: number, example?: { image: Uint8Array, label?: number } }} OnPad strokes, or
 * the number of a test image, or an image that was opened, or nothing
 * @typedef {{ image: Uint8Array, label?: number, Zh: Float32Array, Ah: Float32Array, Zo: Float32Array, Ao: Float32Array }} Seen
 * the image on the pad and what the network makes of it
 * @typedef {{ kind: 'next' } | { kind: 'image', index: number } | { kind: 'pad', label: number }} Batch that a step by hand
 * is taken on: the next of the run, a test image, or what is on the pad
 *
 * @typedef {object} Standing where the network stands during a step by hand
 * @property {boolean} after whether after the step
 * @property {number} steps
 * @property {string} fingerprint
 * @property {boolean} is_own whether the run has a step on an image of the visitor's choice
 *
 * @typedef {object} Numbers step, epoch, speed and fingerprint at one moment
 * @property {number} steps
 * @property {number} epochs
 * @property {string} fingerprint
 * @property {Stretch[]} stretches the recipe of the run so far
 * @property {number} samples_per_second 0 while it is paused
 * @property {number} possible_per_second samples that the machine could train on; 0: not known yet, or it is
 * at full speed anyway
 *
 * @typedef {object} Snapshot what is new since the last one. A part that is missing is as it was, or its turn comes
 * later; while nothing trains, every part that is needed is there.
 * @property {number} run
 * @property {Config} settings in force
 * @property {number} steps
 * @property {number} first_step losses are those of the steps first_step + 1 … steps
 * @property {Float32Array} losses
 * @property {Evaluation[]} tests
 * @property {Numbers} [numbers]
 * @property {Parameters} [parameters] if they are needed
 * @property {Parameters} [gradients] of the last batch, if they are needed; none before the first step
 * @property {import('./initial.js').Initial} [initial] where the network began, once in a run if it is needed
 * @property {number[]} dead hidden units that are 0 for every training image
 * @property {Trouble} [trouble]
 * @property {{ total: number }} [replay] while it follows a recipe: the step at which that ends
 * @property {Seen} [on_pad]
 * @property {{ newest: number, first: number }} [past] while it stands at an earlier step: the one that it had come to, and the
 * first that it can go to
 * @property {Explanation} [explanation] of the image on the pad, if it is needed; it comes with the parameters that it is of
 *
 * @typedef {{ text: string, done: number, total?: number, images?: number }} Progress of loading, in bytes
 *
 * @typedef {object} ReadImages test images of a cell of the confusion matrix, the most certain first
 * @property {number} count how many there are in all
 * @property {Uint8Array} images (n, 784)
 * @property {Uint8Array} truths
 * @property {Uint8Array} answers
 * @property {Float32Array} probabilities of the answers
 * @property {number} step at which they were read
 * @property {number} cost ms that the search took
 *
 * @typedef {object} SavedState what a run has come to
 * @property {number} hidden
 * @property {number} seed
 * @property {number} steps
 * @property {'digits' | 'mnist' | 'own'} data that it has learnt from; own also if others joined those of its settings
 * @property {number} images of these
 * @property {number} epoch the one under way, from 0
 * @property {number} position samples of it that have been used
 * @property {Stretch[]} stretches the recipe so far
 * @property {Parameters} parameters
 * @property {string} fingerprint
 *
 * @typedef {SavedState & { run: number, epochs: number, playing: boolean, loss: number, accuracy: number, confusion: Uint32Array }} State
 * everything about a run at one moment; loss and accuracy on the test images; confusion: 100, row true, column predicted
 *
 * @typedef {object} Commands
 * @property {(start: Start) => Promise<void>} start a new run; the one before goes on until the data are there. Resolves
 * when it has begun, rejects with the reason. Asked again for the same run, it answers as the first time.
 * @property {(of: { run: number }) => void} begin_early trains with the images that have arrived
 * @property {(of: { run: number }) => void} cancel stops loading
 * @property {(change: { run: number, settings: Partial<Config> }) => void} set learning rate, batch size, speed and stop
 * rules; they act at the next step, and end the replay of a recipe if they contradict it
 * @property {(needs: { needs: Need[] }) => void} need what snapshots have to bring
 * @property {(of: { run: number }) => void} play
 * @property {(of: { run: number }) => void} pause
 * @property {(of: { run: number }) => void} step one step, then paused
 * @property {(of: { run: number }) => void} finish_epoch to the end of the epoch under way
 * @property {(pad: OnPad) => void} show_on_pad
 * @property {(of: { run: number, label: number }) => void} teach the drawing on the pad, or the image that was opened, joins
 * the training data
 * @property {(of: { run: number, examples: { image: Uint8Array, label: number }[] }) => Promise<void>} teach_again resolves
 * when they have joined the training data
 * @property {(of: { run: number, id: number }) => void} forget takes back an example that was taught
 * @property {(of: { run: number, index: number }) => Promise<Written>} follow one built-in
 * digit on its way from template to pixels
 * @property {(of: { run: number }) => Promise<Examples>} contact_sheet the first images of the training data
 * @property {(of: { run: number, truth?: number, answer?: number }) => Promise<ReadImages>} read_images
 * @property {(of: { run: number, batch: Batch, live: boolean }) => Promise<Step & { live: boolean }>} step_by_hand begins
 * to go through a step, and pauses; live: training that plays goes on, and the step stays taken
 * @property {(of: { run: number, after: boolean }) => Promise<Standing>} stand goes to the parameters after the step that
 * is gone through, or to those before it
 * @property {(of: { run: number, place?: Place, sabotage?: Sabotage }) => Promise<Checked>} check_gradients against central
 * differences, on the batch that was gone through last
 * @property {(of: { run: number }) => Promise<SavedState>} saved what another run needs to go on from where
 * this one has come to, also while it stands at an earlier step; measures nothing
 * @property {(of: { run: number, step: number }) => Promise<void>} go_to the run stands at an earlier step of its own, or in its
 * present again; resolves once it does, or goes elsewhere. What trains or changes the data then goes on from there: what
 * came later has not happened
 * @property {(of: { run: number, digit: number }) => Promise<import('./smallest_change.js').Change>} what_if the smallest
 * change of the image on the pad with which it is read as this digit
 * @property {(of: { run: number }) => Promise<State>} state
 * @property {(of: { run: number, name: string, given: unknown[] }) => Promise<unknown>} call a function of the network under its
 * name, see calls.js
 * @property {() => Promise<{ mnist: boolean }>} offers which data the site has
 *
 * @typedef {object} Events each also has `playing`: whether it trains, or will once its data are there
 * @property {Began} began
 * @property {{ run: number, train: number }} complete the last of the images has arrived
 * @property {Progress & { run: number, can_begin: boolean }} progress
 * @property {{ run: number, examples: TaughtExample[] }} taught all examples that are taught now
 * @property {{ run: number, reason: string }} stopped by a stop rule
 * @property {{ run: number, outcome: 'arrived' | 'differs' | 'changed' | 'paused', steps: number, total: number }} replayed
 * following a recipe is over; differs: the fingerprint at its end is another
 * @property {{ run: number, step: number, target: number }} going it is on its way to an earlier step
 * @property {{ run: number, step: number }} branched it goes on from an earlier step: what came later has not happened
 * @property {Standing & { run: number }} left a step by hand is over
 * @property {{ run: number, message: string }} fault an exception has ended training: the run cannot be relied on any more
 * @property {{ run: number | undefined, message: string }} failed what went wrong without anybody waiting for an answer
 *
 * @typedef {'parameters' | 'gradients' | 'initial' | 'explanation'} Need
 * @typedef {keyof Commands} CommandName
 * @typedef {keyof Events} EventName
 */

/**
 * An order is only sent; an answer is a promise at the other end of the wire.
 * @type {Record<CommandName, 'order' | 'answer'>}
 */
export const COMMANDS = {
  start: 'answer',
  begin_early: 'order',
  cancel: 'order',
  set: 'order',
  need: 'order',
  play: 'order',
  pause: 'order',
  step: 'order',
  finish_epoch: 'order',
  show_on_pad: 'order',
  teach: 'order',
  teach_again: 'answer',
  forget: 'order',
  follow: 'answer',
  contact_sheet: 'answer',
  read_images: 'answer',
  step_by_hand: 'answer',
  stand: 'answer',
  check_gradients: 'answer',
  saved: 'answer',
  what_if: 'answer',
  go_to: 'answer',
  state: 'answer',
  call: 'answer',
  offers: 'answer',
};
