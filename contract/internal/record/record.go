// Package record writes answers of real servers as scenarios: it completes draft files, or converts what
// passed through a proxy or a browser. It writes no secrets.
package record

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/fake"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wholefile"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Options selects the scenarios to record and the server to ask.
type Options struct {
	// Target is the server; without a URL, it is a fake of Profile.
	Target wire.Target
	// Profile is the profile that the answers belong to. [play.Auto] or "" selects it by the target's
	// version.
	Profile string
	// Paths lists scenario files or folders. Their steps may have no expectations.
	Paths []string
	// Yes allows scenarios that write to a target which is not on this machine.
	Yes bool
	// Advance, if not nil, is called after every file.
	Advance play.Advance
}

// Recording is the result of recording a scenario file.
type Recording struct {
	File string
	// Filled is the number of steps that had no expectation, Changed the number of steps whose answer
	// differed from theirs.
	Filled, Changed int
}

// Record sends scenarios to a server and writes its answers into their files, for steps that have no
// expectation or a different one. Everything else in the files stays unchanged. A step that was recorded for
// other versions keeps their expectation, and gets the answer of this version under differs. Objects that the
// scenarios create are deleted again.
//
// No secret is written: Authorization and cookies are left out, what authentik treats as secret in answers
// becomes <any>, and a file that would contain a secret is not written ([ErrSecret]). The error names the
// first file that could not be recorded; those before it are written.
func Record(ctx context.Context, o Options) ([]Recording, error) {
	files, err := scenarioFiles(o.Paths)
	if err != nil {
		return nil, err
	}
	if err := play.Confirm(o.Target, o.Yes, "the recording"); err != nil {
		return nil, err
	}
	r, stop, err := NewRecorder(ctx, o)
	if err != nil {
		return nil, err
	}
	defer stop()
	var done []Recording
	parts := play.NewParts(o.Advance)
	parts.Expect(len(files))
	for i, file := range files {
		recording, err := r.file(ctx, file, i)
		if ctx.Err() != nil {
			return done, ctx.Err()
		}
		if err != nil {
			return done, fmt.Errorf("%s: %w", file, err)
		}
		done = append(done, recording)
		parts.Done(file)
	}
	return done, nil
}

// scenarioFiles returns the scenario files of paths.
func scenarioFiles(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && (name == p || filepath.Ext(name) == ".yaml") {
				files = append(files, name)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("%w: %w", play.ErrUsage, err)
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%w: name the scenario files to record, with --scenario", play.ErrUsage)
	}
	return files, nil
}

// Recorder records scenarios of one server.
type Recorder struct {
	target  wire.Target
	profile profile.Profile
	// version is the version that the server reports, run the prefix of what is created.
	version, run string
}

// NewRecorder finds out the version of the target, and starts a fake if there is none, which the function stops. It does not
// read o.Paths.
func NewRecorder(ctx context.Context, o Options) (Recorder, func(), error) {
	r := Recorder{target: o.Target, run: scenario.NewRun()}
	stop := func() {}
	if o.Profile != "" && o.Profile != play.Auto {
		p, err := profile.Parse(o.Profile)
		if err != nil {
			return r, stop, fmt.Errorf("%w: %w", play.ErrUsage, err)
		}
		r.profile = p
	}
	if o.Target.URL == "" {
		if r.profile.Name == "" {
			return r, stop, fmt.Errorf("%w: name the server to record (--target), or a profile of the fake", play.ErrUsage)
		}
		started, end, err := fake.Start(r.profile.Name, "")
		if err != nil {
			return r, stop, err
		}
		r.target, stop = started, end
	}
	asked, version, _, err := play.AskProfile(ctx, r.target)
	if err != nil {
		stop()
		return r, stop, err
	}
	r.version = version
	if r.profile.Name == "" {
		r.profile = asked
	}
	return r, stop, nil
}

// Version returns the version that the server reports.
func (r Recorder) Version() string { return r.version }

// file records one scenario file, the i-th of the run.
func (r Recorder) file(ctx context.Context, file string, i int) (Recording, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Recording{}, err
	}
	recording, edited, err := r.Text(ctx, file, text, i)
	if err != nil {
		return recording, err
	}
	return recording, wholefile.Replace(file, edited)
}

// Text is like [Record] for the text of one scenario file, the i-th of the run, and returns its new text. It writes no file.
func (r Recorder) Text(ctx context.Context, file string, text []byte, i int) (Recording, []byte, error) {
	draft, err := scenario.ReadDraft(filepath.ToSlash(file), text)
	if err != nil {
		return Recording{}, nil, fmt.Errorf("%w: %w", play.ErrUsage, err)
	}
	play := &recordingPlayer{Recorder: r, secrets: newVault(), changes: map[int]scenario.ChangedStep{}, recording: Recording{File: file}}
	if err := play.scenario(ctx, draft, fmt.Sprintf("%s-%03d", r.run, i)); err != nil {
		return play.recording, nil, err
	}
	edited, err := scenario.Edit(draft, text, play.changes, r.version, time.Now().Format(time.DateOnly))
	if err != nil {
		return play.recording, nil, err
	}
	return play.recording, edited, play.scan(string(text), string(edited))
}

// recordingPlayer plays a scenario and records the steps whose expectation changes.
type recordingPlayer struct {
	Recorder
	*play.Player
	secrets   *vault
	changes   map[int]scenario.ChangedStep // by the step's place
	recording Recording
}

func (r *recordingPlayer) scenario(ctx context.Context, s scenario.Scenario, unique string) error {
	w, err := wire.Dial(r.Recorder.target)
	if err != nil {
		return fmt.Errorf("%w: %w", play.ErrUsage, err)
	}
	defer w.Close()
	r.Player = play.NewPlayer(r.Recorder.target, r.Recorder.profile, w, unique)
	err = r.steps(ctx, s)
	return errors.Join(err, r.CleanUp(ctx, err))
}

func (r *recordingPlayer) steps(ctx context.Context, s scenario.Scenario) error {
	for _, object := range s.Given {
		if err := r.Give(ctx, object); err != nil {
			return fmt.Errorf("%s:%d: cannot create %s: %w", s.File, object.Line, object.Name, err)
		}
	}
	for i, step := range s.Steps {
		if err := r.record(ctx, s, i); err != nil {
			return fmt.Errorf("%s: %w", scenario.Where(s, step), err)
		}
	}
	return nil
}

// record sends a step and sets its expectation from the answer.
func (r *recordingPlayer) record(ctx context.Context, s scenario.Scenario, i int) error {
	step := s.Steps[i]
	if step.AtOnce > 1 {
		return r.recordAtOnce(ctx, s, i)
	}
	e, err := r.Send(ctx, step)
	if err != nil {
		return err
	}
	answer := wire.Answer{Status: e.Status, Header: e.Answered, Body: []byte(e.Answer)}
	r.secrets.learn(passage{answer: answer})
	expected := scenario.Expected(step, r.Player.Profile)
	if scenario.Missing(expected) || r.differ(step, expected, e) {
		d := r.describer(step)
		r.change(s, i, d.expectation(step.Method, e.Path, answer))
	}
	return r.Keep(step, e)
}

// differ reports whether an answer differs from the expectation.
func (r *recordingPlayer) differ(step scenario.Step, expected scenario.Expectation, e play.Exchange) bool {
	differences, err := r.Scope.Differences(step, expected, e, r.Player.Profile)
	return err != nil || len(differences) > 0
}

func (r *recordingPlayer) recordAtOnce(ctx context.Context, s scenario.Scenario, i int) error {
	exchanges, _, err := r.SendAtOnce(ctx, s.Steps[i])
	if err != nil {
		return err
	}
	counts := map[int]int{}
	for _, e := range exchanges {
		counts[e.Status]++
	}
	if scenario.Missing(scenario.Expected(s.Steps[i], r.Player.Profile)) {
		r.change(s, i, scenario.Expectation{Counts: counts})
	}
	return nil
}

// change gives a step a new expectation: in place of the one that holds in this profile, or beside it if that
// was recorded for another version.
func (r *recordingPlayer) change(s scenario.Scenario, i int, is scenario.Expectation) {
	step := s.Steps[i]
	p := r.Player.Profile
	is.Schema = step.Expect.Schema
	variant := true
	at := slices.IndexFunc(step.Differs, func(v scenario.Variant) bool { return v.In(p.Contract) })
	switch {
	case at >= 0:
		step.Differs = slices.Clone(step.Differs)
		step.Differs[at].Expect = is
		r.recording.Changed++
	case scenario.Missing(step.Expect):
		step.Expect, variant = is, false
		r.recording.Filled++
	case r.recordedElsewhere(s):
		step.Differs = append(slices.Clone(step.Differs), scenario.Variant{Since: p.Name, Until: r.nextRecorded(s), Expect: is})
		r.recording.Changed++
	default:
		step.Expect, variant = is, false
		r.recording.Changed++
	}
	r.changes[i] = scenario.ChangedStep{Step: step, Variant: variant}
}

// recordedElsewhere reports whether the scenario has answers of other versions too.
func (r *recordingPlayer) recordedElsewhere(s scenario.Scenario) bool {
	for version := range s.Recorded {
		if version != r.version {
			return true
		}
	}
	return false
}

// nextRecorded returns the profile after this one if a newer version was recorded, whose expectation must not
// change; "" if not.
func (r *recordingPlayer) nextRecorded(s scenario.Scenario) string {
	at := int(r.Player.Profile.Contract)
	for version := range s.Recorded {
		if p, _ := play.ProfileOf(version); int(p.Contract) > at {
			return profile.All[at+1].Name
		}
	}
	return ""
}

// describer returns a describer that uses the words of the scenario: names of given objects, and kept values.
func (r *recordingPlayer) describer(step scenario.Step) *describer {
	d := newDescriber(r.Wire.Base.Host, r.Player.Profile)
	d.scope, d.secrets = r.Scope, r.secrets
	written := step.Path
	if step.Body != nil {
		written += " " + *step.Body
	}
	for _, id := range corpus.UUIDText.FindAllString(written, -1) {
		d.literal[id] = true
	}
	d.words[r.Scope.Unique] = "{{unique}}"
	names := slices.Sorted(maps.Keys(r.Scope.Kept))
	for _, name := range names {
		d.name(name, r.Scope.Kept[name])
	}
	for _, name := range names { // the name of a given object says more than one that was kept
		object, isObject := r.Scope.Kept[name].(play.Created)
		if !isObject {
			continue
		}
		for _, member := range append([]string{"pk"}, scenario.Naming...) {
			d.name(name+"."+member, jsonbody.Member(object.Body, member))
		}
		d.name(name, object.Key)
	}
	return d
}

// name gives a value a word, unless it is too short to be told apart from others.
func (d *describer) name(name string, value any) {
	switch v := value.(type) {
	case int64:
		d.numbers[v] = "{{" + name + "}}"
	case string:
		if len(v) >= shortestScanned && name != "unique" {
			d.words[v] = "{{" + name + "}}"
		}
	}
}

// scan returns an error if the new text contains a secret that the old one did not.
func (r *recordingPlayer) scan(before, after string) error {
	for secret := range r.secrets.seen {
		if strings.Contains(before, secret) {
			delete(r.secrets.seen, secret)
		}
	}
	r.secrets.see(r.Recorder.target.Token)
	for _, token := range r.Tokens {
		r.secrets.see(token)
	}
	where := scenario.StepAt(scenario.Scenario{}, after)
	return r.secrets.scan(after, func(line int) string {
		_, words := where(line)
		return words
	})
}
