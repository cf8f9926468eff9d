# Prints the folder of a JDK 25 or newer: JAVA_HOME if it fits, else the newest one that an installer left on this machine.
$needed = 25
function Major($folder) {
  $release = Join-Path $folder 'release'
  if (!(Test-Path $release) -or !(Test-Path (Join-Path $folder 'bin/javac.exe'))) { return 0 }
  if ((Get-Content -Raw $release) -match 'JAVA_VERSION="(\d+)') { return [int]$Matches[1] }
  return 0
}
if ($env:JAVA_HOME -and (Major $env:JAVA_HOME) -ge $needed) { Write-Output $env:JAVA_HOME; exit 0 }
$vendors = 'Java', 'Eclipse Adoptium', 'Microsoft', 'Amazon Corretto', 'Zulu', 'BellSoft'
$vendors | ForEach-Object { Get-ChildItem (Join-Path $env:ProgramFiles $_) -Directory -ErrorAction SilentlyContinue } |
  Where-Object { (Major $_.FullName) -ge $needed } |
  Sort-Object { Major $_.FullName } -Descending | Select-Object -First 1 | ForEach-Object { Write-Output $_.FullName }
