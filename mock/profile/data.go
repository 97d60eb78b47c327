package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

// Read reads a file that the profile needs. root is the folder of the project in which files lies: the error of a missing
// file names it from there.
func (p Profile) Read(files fs.FS, root, name string) ([]byte, error) {
	text, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, p.Incomplete(path.Join(root, name))
	}
	return text, err
}

// Incomplete is the error of a profile that needs a file or folder, named from the folder of the project, and has none.
func (p Profile) Incomplete(file string) error {
	return fmt.Errorf("the data of profile %s is incomplete: %s is missing", p.Name, file)
}

// Once reads something of a profile when it is first asked for, and keeps it. It may be called from several goroutines at
// once.
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
