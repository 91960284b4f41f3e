# Installs Sinterflow from this folder; nothing comes from a network. README.txt says how to use it.
# This file is plain ASCII on purpose: Windows PowerShell 5.1 reads other files in the code page of the machine.
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$facts = Get-Content -Raw -Encoding UTF8 -LiteralPath (Join-Path $here 'bundle.json') | ConvertFrom-Json
$place = $null
$python = $null

$me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    Write-Host 'install: start PowerShell with "Run as administrator" and run this again'
    exit 1
}

try {
    if ($facts.interpreter -like '*.zip') {
        $place = Join-Path $env:TEMP ('sinterflow-' + [Guid]::NewGuid())
        Expand-Archive -LiteralPath (Join-Path $here $facts.interpreter) -DestinationPath $place
        $python = Join-Path $place 'python.exe'
    }
    elseif ($facts.interpreter -like '*.exe') {
        $target = Join-Path $env:ProgramFiles ('Sinterflow Python ' + $facts.python)
        $python = Join-Path $target 'python.exe'
        if (-not (Test-Path -LiteralPath $python)) {
            $words = '/quiet InstallAllUsers=1 PrependPath=0 Include_launcher=0 Include_test=0 Shortcuts=0 TargetDir="' + $target + '"'
            $done = Start-Process -Wait -PassThru -FilePath (Join-Path $here $facts.interpreter) -ArgumentList $words
            if ($done.ExitCode -ne 0) {
                Write-Host ('install: the Python installer ended with ' + $done.ExitCode)
                exit 1
            }
        }
    }
    else {
        foreach ($command in @(@('py', ('-' + $facts.python)), @('python'), @('python3'))) {
            try {
                $rest = @($command | Select-Object -Skip 1)
                $said = & $command[0] @rest -c 'import sys; print(''%d.%d'' % sys.version_info[:2]); print(sys.executable)' 2>$null
                if ($said -and $said[0] -eq $facts.python) { $python = $said[1]; break }
            }
            catch { }
        }
        if (-not $python) {
            Write-Host ('install: Python ' + $facts.python + ' (64 bit) was not found; install it for all users, or take a bundle made with --python')
            exit 1
        }
    }
    & $python -B -X utf8 -c 'import sys, runpy; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module(''installer'', run_name=''__main__'')' $here @args
    $code = $LASTEXITCODE
}
finally {
    if ($place) { Remove-Item -Recurse -Force -LiteralPath $place -ErrorAction SilentlyContinue }
}
exit $code
