// Package release makes the data of a version from a running authentik: its OpenAPI document, its operations, what a new
// installation holds, and its answers to the recorded sets.
package release

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/wholefile"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/fixtures"
)

// Options selects the server to record, and what of it.
type Options struct {
	// Target is the server. It must be newly installed.
	Target wire.Target
	// Name is the name of the version's profile; "" makes it from the version that the server reports: 2026.8 of 2026.8.3.
	Name string
	// Folder is the folder to make. It must not exist, or be empty.
	Folder string
	// Sets lists the recorded sets to send; nil means all of them.
	Sets []string
	// Yes allows a target that is not on this machine.
	Yes bool
	// Advance, if not nil, is called after every set.
	Advance play.Advance
}

// Recorded is what was made of a server.
type Recorded struct {
	// Name is the profile's name, Version what the server says of itself.
	Name, Version string
	// Files lists the files in the folder, in the order in which they were written.
	Files []string
	// Missing lists what the server did not give, and why.
	Missing []string
}

// Record makes the folder. Its files stand where the project has them, except for fresh, which holds the answers of the new
// installation that the seed and other files are made from. Reads come first; the sets then create objects and remove them again.
// An error leaves the files that were written before.
func Record(ctx context.Context, o Options) (Recorded, error) {
	sets, err := o.check()
	if err != nil {
		return Recorded{}, err
	}
	_, version, _, err := play.AskProfile(ctx, o.Target)
	if err != nil {
		return Recorded{}, err
	}
	r := &recording{Options: o, Recorded: Recorded{Name: o.Name, Version: version}}
	if r.Recorded.Name == "" {
		r.Recorded.Name = nameOf(version)
	}
	if r.wire, err = wire.Dial(o.Target); err != nil {
		return r.Recorded, err
	}
	defer r.wire.Close()
	operations, err := r.document(ctx)
	if err != nil {
		return r.Recorded, err
	}
	if err := r.fresh(ctx, operations); err != nil {
		return r.Recorded, err
	}
	return r.Recorded, r.sets(ctx, sets)
}

// check returns the sets to send, or an error that wraps [play.ErrUsage].
func (o Options) check() ([]string, error) {
	known, err := fixtures.Sets("requests")
	if err != nil {
		return nil, err
	}
	if o.Sets == nil {
		o.Sets = known
	}
	for _, set := range o.Sets {
		if _, err := fixtures.Requests(set); err != nil {
			return nil, fmt.Errorf("%w: there is no recorded set %q: choose of %s", play.ErrUsage, set, strings.Join(known, ", "))
		}
	}
	if o.Name != "" && !profileName.MatchString(o.Name) {
		return nil, fmt.Errorf("%w: %q cannot be the name of a profile, such as 2026.8", play.ErrUsage, o.Name)
	}
	if entries, err := os.ReadDir(o.Folder); o.Folder == "" || len(entries) > 0 || err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: the folder %q must be new or empty", play.ErrUsage, o.Folder)
	}
	return o.Sets, play.Confirm(o.Target, o.Yes, "every recorded set")
}

var (
	profileName = regexp.MustCompile(`^\d+\.\d+(-rc\d+)?$`)
	versionText = regexp.MustCompile(`^(\d+\.\d+)(?:\.\d+)?(-rc\d+)?`)
)

// nameOf returns the name of a version's profile.
func nameOf(version string) string {
	found := versionText.FindStringSubmatch(version)
	if found == nil {
		return version
	}
	return found[1] + found[2]
}

// recording is the state of a server that is being recorded.
type recording struct {
	Options
	Recorded
	wire *wire.Conn
}

// sets records the answers to the sets.
func (r *recording) sets(ctx context.Context, sets []string) error {
	parts := play.NewParts(r.Advance)
	parts.Expect(len(sets))
	for _, set := range sets {
		answers, err := corpus.Record(ctx, r.Target, set)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("the set %s: %w", set, err)
		}
		if err := r.pack(path.Join("fixtures/recordings", r.Recorded.Name, set+".jsonl.gz"), answers); err != nil {
			return err
		}
		parts.Done(set)
	}
	return nil
}

// pack writes a gzipped file of the folder, the same bytes for the same text.
func (r *recording) pack(name string, text []byte) error {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return r.write(name, packed.Bytes())
}

// write writes a file of the folder.
func (r *recording) write(name string, text []byte) error {
	file := filepath.Join(r.Folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	r.Files = append(r.Files, name)
	return wholefile.Create(file, text)
}
