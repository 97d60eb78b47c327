package contract

import (
	"context"
	"io"

	"github.com/authentik-mock/authentik-mock/contract/internal/drift"
	"github.com/authentik-mock/authentik-mock/contract/internal/record"
	"github.com/authentik-mock/authentik-mock/contract/internal/release"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/upgrade"
	"github.com/authentik-mock/authentik-mock/contract/internal/wholefile"
)

// Scenario lists objects to create, requests to send, and what is expected of each answer. Its file format is
// described in fixtures/README.md and by schemas/fixture/scenario.json.
type Scenario = scenario.Scenario

// The parts of a [Scenario].
type (
	Object      = scenario.Object      // something that it creates through the API before it begins
	Step        = scenario.Step        // one request, and what is expected of its answer
	Expectation = scenario.Expectation // what a step expects
	Variant     = scenario.Variant     // what some contracts expect instead
	Excuse      = scenario.Excuse      // a difference that is known
)

// ReadScenario reads one scenario file. name is the file's name in errors; unknown members are an error.
func ReadScenario(name string, text []byte) (Scenario, error) { return scenario.Read(name, text) }

// Scenarios reads the scenario files of the paths, which may be files or folders, or the built-in ones. What
// is inside a scenario must not be changed. The error names file, line and column of the first mistake.
func Scenarios(paths []string) ([]Scenario, error) { return scenario.Load(paths, nil) }

// RecordOptions selects which scenarios to record (Paths), and from which server (Target, Profile, Yes); Advance is called after
// each.
type RecordOptions = record.Options

// Recording is the result of recording a scenario File: the numbers of steps that were Filled and Changed.
type Recording = record.Recording

// ProxyOptions configures [RecordProxy]: Target and Listener; Title is the scenario's, Progress is called
// with the scenario so far.
type ProxyOptions = record.ProxyOptions

var (
	// ErrSecret is wrapped by the error for a text that is not written because it contains a secret.
	ErrSecret = record.ErrSecret
	// ErrNothing is wrapped by the error for traffic without a request to the API.
	ErrNothing = record.ErrNothing
)

// Record sends scenarios to a server and writes its answers into their files, for steps that have no
// expectation or a different one. Everything else in the files stays unchanged. A step that was recorded for
// other versions keeps their expectation, and gets the answer of this version under differs. Objects that the
// scenarios create are deleted again.
//
// No secret is written: Authorization and cookies are left out, what authentik treats as secret in answers
// becomes <any>, and a file that would contain a secret is not written ([ErrSecret]). The error names the
// first file that could not be recorded; those before it are written.
func Record(ctx context.Context, o RecordOptions) ([]Recording, error) { return record.Record(ctx, o) }

// ReleaseOptions selects the Target to make the data of a version from: Name is the version's profile, Folder the folder to make,
// Sets the recorded sets to send (all unless said); Yes allows a target that is not on this machine, Advance is called after every
// set.
type ReleaseOptions = release.Options

// Release is what was made of a server: the Files, and what is Missing, with the reason.
type Release = release.Recorded

// RecordRelease makes the data of a version from a newly installed server: its OpenAPI document, the table of its operations, what
// it holds, and its answers to the recorded sets. The files stand where the project has them; fresh holds the answers that the seed
// and the other files are made from, with secrets hidden. Beside what the sets create and remove again, nothing on the server
// changes. An error leaves the files that were written before.
func RecordRelease(ctx context.Context, o ReleaseOptions) (Release, error) {
	return release.Record(ctx, o)
}

// RecordProxy forwards requests to a target until ctx ends, and returns them and their answers as a scenario
// file. The file contains no secret: Authorization, cookies, and what authentik treats as secret in bodies
// and addresses become placeholders. The error reports that the proxy could not run, that there was no
// request ([ErrNothing]), or that a secret would have been written ([ErrSecret]).
func RecordProxy(ctx context.Context, o ProxyOptions) ([]byte, error) { return record.Proxy(ctx, o) }

// ImportHAR converts a browser's HAR export of requests to the API of one server into a scenario file.
// Secrets are handled as by [RecordProxy]. The error reports that the file is not HAR, that it contains no
// request to the API ([ErrNothing]), or that a secret would have been written ([ErrSecret]).
func ImportHAR(title string, har []byte) ([]byte, error) { return record.ImportHAR(title, har) }

// DriftOptions selects what to compare: A and B are a profile, a recording or the address of a server, with
// TokenA and TokenB; Scenarios or Paths lists scenarios; Yes allows writing to a server that is not on this machine; Advance is called
// after each part.
type DriftOptions = drift.Options

// DriftReport lists the differences in behaviour between two sides: Rules, each a [DriftRule].
type DriftReport = drift.Report

// DriftRule is one way in which two sides behave differently, with a [DriftExample].
type DriftRule = drift.Rule

// DriftExample is a request that the two sides answer differently.
type DriftExample = drift.Example

// Drift sends the same requests to two sides and reports the differences, grouped by rule. It plays
// scenarios, and replays the recorded sets of both if a side is a recording or both are fakes, which are
// newly installed for each set. A server that is compared with a recording must be newly installed. If the
// profiles of the sides differ, their OpenAPI documents are compared too. Objects that scenarios create are
// deleted again. An error means that nothing could be compared.
func Drift(ctx context.Context, o DriftOptions) (DriftReport, error) { return drift.Compare(ctx, o) }

// DriftExitCode returns the exit code for a command: 0 nothing differs, 1 something differs, 2 wrong use, 3 a
// server cannot be reached, 130 interrupted.
func DriftExitCode(r DriftReport, err error) int { return drift.ExitCode(r, err) }

// DriftPage is the number of rules that a page shows.
const DriftPage = drift.Page

// WriteDrift writes a report for the terminal: each rule, where it was seen, and an example, the most frequent rules first. most
// is the number of rules to write, 0 for all; the others are counted.
func WriteDrift(out io.Writer, r DriftReport, most int) { drift.WriteText(out, r, most) }

// UpgradeOptions selects the versions, From and To, and the calls of a client: Files or Only; Seeds are the initial state, Ignore
// the kinds of differences that are no change; Advance is called after each part.
type UpgradeOptions = upgrade.Options

// DriftKind is what differs in an answer: status, gone, renamed and new for members, null, text, value, order, header.
type DriftKind = drift.Kind

// DriftKinds lists the kinds in one line.
func DriftKinds() string { return upgrade.KindNames() }

// UpgradeReport says what changes for a client: how many calls are Changed and the Same, the Causes, and the calls that are Untold.
type UpgradeReport = upgrade.Report

// UpgradeCause is one reason why calls change: a [DriftRule] with the Calls that it is about.
type UpgradeCause = upgrade.Cause

// Upgrade plays the calls of a client on a fake of each of two versions and compares the answers. A call cannot be told if one of
// the fakes does not serve it, if it is modelled in one of the versions, or if it is not answered as its file says. An error means
// that nothing could be compared.
func Upgrade(ctx context.Context, o UpgradeOptions) (UpgradeReport, error) {
	return upgrade.Compare(ctx, o)
}

// UpgradeExitCode returns the exit code for a command: 0 nothing changes, 1 something changes, 2 it cannot be told, or wrong use,
// 130 interrupted.
func UpgradeExitCode(r UpgradeReport, err error) int { return upgrade.ExitCode(r, err) }

// WriteUpgrade writes a report for the terminal: each cause with its calls and one example, the calls that cannot be told by
// their reasons, and the counts. all lists every call, not only the first ones of each.
func WriteUpgrade(out io.Writer, r UpgradeReport, all bool) { upgrade.WriteText(out, r, all) }

// ReplaceFile writes a file. If the file exists, it is replaced and its permissions stay. If the new text
// cannot be written completely, the file does not change. A file that is not regular, such as a device or a
// pipe, is written to directly.
func ReplaceFile(name string, text []byte) error { return wholefile.Replace(name, text) }

// CreateFile writes a new file, completely or not at all. If the file exists, the error wraps [fs.ErrExist].
func CreateFile(name string, text []byte) error { return wholefile.Create(name, text) }
