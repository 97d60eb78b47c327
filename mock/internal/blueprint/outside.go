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

// Outside is what a blueprint sees of the machine. The zero value is nothing.
type Outside struct {
	// AllVariables lets !Env find every environment variable, Variables those of these names.
	AllVariables bool
	Variables    []string
	// Folder is the folder below which !File finds files; empty is none. A path that is not absolute begins there.
	Folder string
	// imported says that the blueprint came over HTTP, which is for the words of warnings.
	imported bool
}

// Imports is what blueprints see that come over HTTP: these variables, and files below this folder.
func Imports(variables []string, folder string) Outside {
	return Outside{Variables: variables, Folder: folder, imported: true}
}

// BesideFile is what a file on the command line sees: the environment, and what lies in its own folder and below.
func BesideFile(path string) Outside { return Outside{AllVariables: true, Folder: filepath.Dir(path)} }

// StandardInput is what a text without a file sees: the environment.
func StandardInput() Outside { return Outside{AllVariables: true} }

// mostOfFile is how many bytes a file may have that !File reads.
const mostOfFile = 1 << 20

// Rules are how a blueprint is read: what it sees, and how large it may be.
type Rules struct {
	Outside
	Limits yamldoc.Limits
}

// Upload is a blueprint that came over HTTP, or why it cannot be read.
type Upload struct {
	*Source
	Err error
}

// Uploaded reads a blueprint that came over HTTP; name is what it is called in warnings.
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

// Source is a blueprint with everything that loading it needs from disk.
type Source struct {
	*yamldoc.Document
	outside Outside
	// files are what !File reads, by path.
	files map[string]read
}

// read is the text of a file, or why there is none.
type read struct {
	text string
	err  error
}

// errUndecodable reports a file that is no UTF-8 text. authentik fails on it; any other file that it cannot read is only
// missing.
var errUndecodable = errors.New("the file is not UTF-8 text")

// With reads the files that the tags of a blueprint name, as far as it may see them. All reading from disk happens here,
// before a state is held.
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

// Files are the paths of the files that the blueprint names with !File, sorted.
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

// Visit is part of ast.Visitor.
func (t *fileTags) Visit(node ast.Node) ast.Visitor {
	if tag, ok := node.(*ast.TagNode); ok && tag.Start.Value == "!File" {
		if path, _, err := t.source.lookedUp(tag); err == nil {
			t.paths = append(t.paths, path)
		}
	}
	return t
}

// lookedUp reads the argument of !Env and !File: a name, or [name, default]. authentik computes no name: a tag in its
// place makes it crash.
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
		return "", nil, s.Wrong(n.Start, "the name that %s looks up stands in the file: authentik does not compute it", n.Start.Value)
	case *ast.LiteralNode:
		return v.Value.Value, fallback, nil
	case nil:
		return "", fallback, nil
	}
	return node.GetToken().Value, fallback, nil
}

// variable is an environment variable, as far as it may be seen. An empty one counts as unset.
func (o Outside) variable(name string) (value string, closed bool) {
	if !o.AllVariables && !slices.Contains(o.Variables, name) {
		return "", true
	}
	return os.Getenv(name), false
}

// folder is an open folder, out of which no path leads.
type folder struct {
	*os.Root
	path string
}

func (o Outside) open() (*folder, error) {
	switch {
	case o.Folder == "" && o.imported:
		return nil, errors.New("a blueprint that is imported sees no files (--blueprint-files DIR opens a folder to them)")
	case o.Folder == "":
		return nil, errors.New("a text without a file has no folder to find files in")
	}
	absolute, err := filepath.Abs(o.Folder)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(absolute)
	if err != nil {
		return nil, fmt.Errorf("the folder that is open to it cannot be read: %w", reason(err))
	}
	return &folder{root, absolute}, nil
}

// read is the text of a file below the folder, of at most so many bytes.
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
	errAway       = errors.New("it leads out of the folder that is open to it")
)

// below is a path as one that begins in the folder. Links are followed as long as they stay in it, absolute ones too.
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

// within is a path as one that begins in a folder, if it does.
func within(folder, path string) (string, bool) {
	name, err := filepath.Rel(folder, path)
	return name, err == nil && filepath.IsLocal(name)
}

// reason is an error of the file system without the path, which a warning shows anyhow.
func reason(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return err
}
