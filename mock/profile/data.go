package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

// Read reads a file that the profile needs. root is the path of files in the project, for the error about a
// missing file.
func (p Profile) Read(files fs.FS, root, name string) ([]byte, error) {
	text, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, p.Incomplete(path.Join(root, name))
	}
	return text, err
}

// Incomplete returns the error for a missing file or folder of the profile, which is named by its path in the
// project.
func (p Profile) Incomplete(file string) error {
	return fmt.Errorf("the data of profile %s is incomplete: %s is missing", p.Name, file)
}

// Once returns a function that calls read on first use of a profile and keeps the result. It is safe for
// concurrent use.
func Once[T any](read func(Profile) (T, error)) func(Profile) (T, error) {
	var kept sync.Map // a func() (T, error) by name
	return func(p Profile) (T, error) {
		once, ok := kept.Load(p.Name)
		if !ok {
			once, _ = kept.LoadOrStore(p.Name, sync.OnceValues(func() (T, error) { return read(p) }))
		}
		return once.(func() (T, error))()
	}
}
