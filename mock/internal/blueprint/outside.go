package blueprint

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// Outside describes what a blueprint may read of the machine. The zero value allows nothing.
type Outside struct {
	// AllVariables lets !Env read every environment variable, Variables those with these names.
	AllVariables bool
	Variables    []string
	// Folder is the folder below which !File reads files; empty means none. Relative paths begin there.
	Folder string
	// imported reports whether the blueprint was sent over HTTP, for the text of warnings.
	imported bool
}

// Imports returns what blueprints that are sent over HTTP may read: these variables, and files below this
// folder.
func Imports(variables []string, folder string) Outside {
	return Outside{Variables: variables, Folder: folder, imported: true}
}

// BesideFile returns what a file on the command line may read: the environment, and the files in its own
// folder and below.
func BesideFile(path string) Outside { return Outside{AllVariables: true, Folder: filepath.Dir(path)} }

// StandardInput returns what a text without a file may read: the environment.
func StandardInput() Outside { return Outside{AllVariables: true} }

// mostOfFile is the maximum size in bytes of a file that !File reads.
const mostOfFile = 1 << 20

// Rules holds the permissions and limits for reading a blueprint.
type Rules struct {
	Outside
	Limits yamldoc.Limits
}

// Upload is a blueprint that was sent over HTTP, or the reason why it cannot be read.
type Upload struct {
	*Source
	Err error
}

// Uploaded reads a blueprint that was sent over HTTP; name is its name in warnings.
func Uploaded(name string, text []byte, rules Rules) *Upload {
	if !utf8.Valid(text) {
		return &Upload{Err: fmt.Errorf("%s: %w", name, errUndecodable)}
	}
	d, err := yamldoc.ParseWithin(name, text, rules.Limits)
	if err != nil {
		return &Upload{Err: err}
	}
	return &Upload{Source: With(d, rules.Outside)}
}

// Source is a blueprint with the contents of the files that it refers to.
type Source struct {
	*yamldoc.Document
	outside Outside
	// files maps paths to the files that !File reads.
	files map[string]read
	// context holds values for !Context, which are merged over the file's own; it may be nil.
	context *python.Dict
}

// read is the text of a file, or the reason why it cannot be read.
type read struct {
	text string
	err  error
}

// errUndecodable reports a file that is not UTF-8 text. authentik fails on it; any other unreadable file
// counts as missing.
var errUndecodable = errors.New("the file is not UTF-8 text")

// With reads the files that the tags of a blueprint name, as far as outside allows. All reading from disk
// happens here, before the state is locked.
func With(d *yamldoc.Document, outside Outside) *Source {
	s := &Source{Document: d, outside: outside, files: map[string]read{}}
	named := &fileTags{source: s}
	if d.Root != nil {
		ast.Walk(named, d.Root)
	}
	if len(named.paths) == 0 {
		return s
	}
	folder, err := outside.open()
	if err == nil {
		defer folder.Close()
	}
	room := int64(yamldoc.DefaultBytes)
	for _, path := range named.paths {
		if _, known := s.files[path]; known {
			continue
		}
		r := read{err: err}
		if err == nil {
			r.text, r.err = folder.read(path, room)
			room -= int64(len(r.text))
		}
		s.files[path] = r
	}
	return s
}

// Files returns the paths of the files that the blueprint names with !File, sorted.
func (s *Source) Files() []string {
	paths := slices.Sorted(maps.Keys(s.files))
	for i, path := range paths {
		if !filepath.IsAbs(path) {
			paths[i] = filepath.Join(s.outside.Folder, path)
		}
	}
	return paths
}

// fileTags collects the paths that the !File tags of a document name.
type fileTags struct {
	source *Source
	paths  []string
}

// Visit implements ast.Visitor.
func (t *fileTags) Visit(node ast.Node) ast.Visitor {
	if tag, ok := node.(*ast.TagNode); ok && tag.Start.Value == "!File" {
		if path, _, err := t.source.lookedUp(tag); err == nil {
			t.paths = append(t.paths, path)
		}
	}
	return t
}

// lookedUp returns the argument of !Env and !File: a name, or [name, default]. authentik does not resolve
// tags in the name: one there makes it crash.
func (s *Source) lookedUp(n *ast.TagNode) (name string, fallback ast.Node, err error) {
	node, err := s.Follow(n.Value)
	if err != nil {
		return "", nil, err
	}
	if list, ok := node.(*ast.SequenceNode); ok {
		if len(list.Values) != 2 {
			return "", nil, s.Wrong(n.Start, "write %s name, or %s [name, default]", n.Start.Value, n.Start.Value)
		}
		fallback = list.Values[1]
		if node, err = s.Follow(list.Values[0]); err != nil {
			return "", nil, err
		}
	}
	switch v := node.(type) {
	case *ast.TagNode, *ast.SequenceNode, ast.MapNode:
		return "", nil, s.Wrong(n.Start, "the name for %s must be written out: authentik does not resolve tags in it", n.Start.Value)
	case *ast.LiteralNode:
		return v.Value.Value, fallback, nil
	case nil:
		return "", fallback, nil
	}
	return node.GetToken().Value, fallback, nil
}

// variable returns an environment variable; closed reports whether it may not be read. An empty variable
// counts as unset.
func (o Outside) variable(name string) (value string, closed bool) {
	if !o.AllVariables && !slices.Contains(o.Variables, name) {
		return "", true
	}
	return os.Getenv(name), false
}

// folder is an open folder that paths cannot leave.
type folder struct {
	*os.Root
	path string
}

func (o Outside) open() (*folder, error) {
	switch {
	case o.Folder == "" && o.imported:
		return nil, errors.New("an imported blueprint may not read files (--blueprint-files DIR allows a folder)")
	case o.Folder == "":
		return nil, errors.New("a text without a file has no folder to read files from")
	}
	absolute, err := filepath.Abs(o.Folder)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(absolute)
	if err != nil {
		return nil, fmt.Errorf("the allowed folder cannot be read: %w", reason(err))
	}
	return &folder{root, absolute}, nil
}

// read returns the text of a file below the folder, of at most room bytes.
func (f *folder) read(path string, room int64) (string, error) {
	name, err := f.below(path)
	if err != nil {
		return "", err
	}
	info, err := f.Stat(name)
	if err != nil {
		return "", reason(err)
	}
	if !info.Mode().IsRegular() {
		return "", errNotRegular // it is not opened: opening a device may do something, opening a pipe may not end
	}
	file, err := f.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", reason(err)
	}
	defer file.Close()
	if opened, err := file.Stat(); err != nil || !opened.Mode().IsRegular() {
		return "", errNotRegular // it was replaced meanwhile
	}
	most := min(mostOfFile, room)
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	switch {
	case err != nil:
		return "", reason(err)
	case int64(len(text)) > most:
		return "", fmt.Errorf("it has more than %d bytes", most)
	case !utf8.Valid(text):
		return "", errUndecodable
	}
	return python.Strip(strings.ReplaceAll(strings.ReplaceAll(string(text), "\r\n", "\n"), "\r", "\n")), nil
}

var (
	errNotRegular = errors.New("it is not a regular file")
	errAway       = errors.New("it is outside of the allowed folder")
)

// below returns a path relative to the folder. Links, even absolute ones, are followed as long as they stay
// in it.
func (f *folder) below(path string) (string, error) {
	switch {
	case path == "":
		return "", fs.ErrNotExist
	case os.IsPathSeparator(path[len(path)-1]):
		return "", errNotRegular
	}
	name := path
	if filepath.IsAbs(path) {
		var ok bool
		if name, ok = within(f.path, path); !ok {
			return "", errAway
		}
	}
	if !filepath.IsLocal(name) {
		return "", errAway
	}
	if _, err := f.Stat(name); err == nil || errors.Is(err, fs.ErrNotExist) {
		return name, nil
	}
	home, err := filepath.EvalSymlinks(f.path)
	if err != nil {
		return "", reason(err)
	}
	target, err := filepath.EvalSymlinks(filepath.Join(f.path, name))
	if err != nil {
		return "", errAway
	}
	if name, ok := within(home, target); ok {
		return name, nil
	}
	return "", errAway
}

// within returns a path relative to a folder, and reports whether it lies in it.
func within(folder, path string) (string, bool) {
	name, err := filepath.Rel(folder, path)
	return name, err == nil && filepath.IsLocal(name)
}

// reason returns an error of the file system without the path, which the warning shows already.
func reason(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return err
}
